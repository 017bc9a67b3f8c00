import { expect, test } from 'vitest'
import { DestinationConflict, DestinationUnavailable } from '../../../../src/domain/errors.ts'
import type { LoggedRequest } from '../../../emulators/github/place.ts'
import type { Fate } from '../../../emulators/github.ts'
import { freshSecret } from '../../../fakes/secrets.ts'
import { freshGithub, refusal } from './bench.ts'

const name = 'BEATPASS_TOKEN'
const isSecret = ({ method }: LoggedRequest) => method === 'PUT'
const isVariable = ({ method }: LoggedRequest) => method === 'POST' || method === 'PATCH'

/** Meets the next request of a kind with a fate, once; `meddle` does what a rival would do just before it. */
function once(which: (request: LoggedRequest) => boolean, fate: Fate, meddle: () => void = () => undefined) {
  let met = false
  return (request: LoggedRequest): Fate => {
    if (met || !which(request)) return undefined
    met = true
    meddle()
    return fate
  }
}

async function holding(id: string) {
  const bench = await freshGithub()
  const secret = freshSecret(id)
  await bench.open().write(secret, await bench.open().observe())
  return { ...bench, old: secret.reveal() }
}

const idOf = ({ site }: Awaited<ReturnType<typeof freshGithub>>) => site.variables.get(`${name}_ID`)?.value
const heldIn = ({ site }: Awaited<ReturnType<typeof freshGithub>>) => site.secrets.get(name)?.value

test('a larger id in the variable is newer, compared as a number: nothing is written', async () => {
  const bench = await holding('10000000000000000010')
  const [before, secret] = [bench.github.writes, freshSecret('10000000000000000009')]
  const error = await refusal(bench.open().write(secret, await bench.open().observe()), secret)
  expect(error).toBeInstanceOf(DestinationConflict)
  expect(error.hint).toContain('BEATPASS_TOKEN_ID')
  expect(bench.github.writes).toEqual(before)
  expect(heldIn(bench)).toBe(bench.old)
})

test('a predecessor may be put back over its successor', async () => {
  const bench = await holding('13')
  const secret = freshSecret(12)
  await bench.open().write(secret, await bench.open().observe(), { restore: true })
  expect([heldIn(bench), idOf(bench)]).toEqual([secret.reveal(), '12'])
})

test.each<[change: string, (bench: Awaited<ReturnType<typeof holding>>) => void]>([
  ['another id', ({ site }) => site.variables.set(`${name}_ID`, { value: '13' })],
  ['no id any more', ({ site }) => site.variables.delete(`${name}_ID`)],
  [
    'a secret set by hand',
    ({ site, github }) => site.secrets.set(name, { value: 'x', updatedAt: github.now() }),
  ],
  ['no secret any more', ({ site }) => site.secrets.delete(name)],
])('since it was observed it has %s: nothing is written', async (_, change) => {
  const bench = await holding('12')
  const observed = await bench.open().observe()
  change(bench)
  const before = bench.github.writes
  for (const options of [{}, { restore: true }]) {
    const error = await refusal(bench.open().write(freshSecret(14), observed, options))
    expect(error).toBeInstanceOf(DestinationConflict)
  }
  expect(bench.github.writes).toEqual(before)
})

test('a variable that is used for something else is refused in the probe, and left', async () => {
  const bench = await holding('12')
  bench.site.variables.set(`${name}_ID`, { value: 'eu-west' })
  const error = await refusal(bench.open().probe())
  expect(error).toBeInstanceOf(DestinationUnavailable)
  expect(error.message).toBe(
    "the variable BEATPASS_TOKEN_ID of acme/site holds something else than a token's id",
  )
})

test('a crash between the two leaves an id that is too small, and the next run writes both', async () => {
  const bench = await holding('12')
  bench.github.fate = request => (isVariable(request) ? 'cut-before' : undefined)
  const secret = freshSecret(13)
  const error = await refusal(bench.open().write(secret, await bench.open().observe()), secret)
  expect(error).toMatchObject({ failure: 'unresponsive' })
  expect(error.message).toMatch(
    /^github:acme\/site#BEATPASS_TOKEN was written, but BEATPASS_TOKEN_ID was not: /,
  )
  expect([heldIn(bench), idOf(bench)]).toEqual([secret.reveal(), '12'])
  bench.github.fate = () => undefined
  const next = freshSecret(14)
  await bench.open().write(next, await bench.open().observe())
  expect([heldIn(bench), idOf(bench)]).toEqual([next.reveal(), '14'])
})

test('what the same run began it may go on with', async () => {
  const bench = await holding('12')
  const destination = bench.open()
  const observed = await destination.observe()
  bench.github.fate = request =>
    isVariable(request) ? Response.json({ message: 'no' }, { status: 403 }) : undefined
  const secret = freshSecret(13)
  await refusal(destination.write(secret, observed), secret)
  bench.github.fate = () => undefined
  await destination.write(secret, observed)
  expect([heldIn(bench), idOf(bench)]).toEqual([secret.reveal(), '13'])
})

test.each(['11', '13', '15'])('a rival that writes id %s between our two writes is found out', async id => {
  const bench = await holding('12')
  let written = false
  bench.github.fate = request => {
    if (written && request.path.endsWith(`/${name}_ID`)) bench.site.variables.set(`${name}_ID`, { value: id })
    written ||= isSecret(request)
    return undefined
  }
  const error = await refusal(bench.open().write(freshSecret(14), await bench.open().observe()))
  expect(error).toMatchObject({ failure: 'unresponsive', retryable: true })
  expect(error.message).toContain(`it became ${id} in the meantime`)
  expect(idOf(bench)).toBe(id)
})

test('a rival that creates the variable first is found out', async () => {
  const bench = await freshGithub()
  const rival = () => void bench.site.variables.set(`${name}_ID`, { value: '15' })
  bench.github.fate = once(isVariable, undefined, rival)
  const error = await refusal(bench.open().write(freshSecret(14), await bench.open().observe()))
  expect(error).toMatchObject({ failure: 'unresponsive' })
  expect(error.message).toContain('409')
  expect(idOf(bench)).toBe('15')
})

for (const fate of ['cut-before', 'cut-after'] as const) {
  for (const [what, which] of [
    ['secret', isSecret],
    ['variable', isVariable],
  ] as const) {
    test(`an answer about the ${what} that is lost (${fate}) is settled, the first time and later`, async () => {
      const bench = await freshGithub()
      for (const id of [12, 13]) {
        bench.github.fate = once(which, fate)
        const secret = freshSecret(id)
        await bench.open().write(secret, await bench.open().observe())
        expect([heldIn(bench), idOf(bench)]).toEqual([secret.reveal(), String(id)])
      }
    })
  }
}

test('a secret whose answers stay lost may be stored: the variable is left', async () => {
  const bench = await holding('12')
  bench.github.fate = request => (isSecret(request) ? 'cut-after' : undefined)
  const secret = freshSecret(13)
  const error = await refusal(bench.open().write(secret, await bench.open().observe()), secret)
  expect(error).toMatchObject({ failure: 'timeout', retryable: true })
  expect([heldIn(bench), idOf(bench)]).toEqual([secret.reveal(), '12'])
})

test('a lost answer is not answered by another write when a rival came in between', async () => {
  const bench = await holding('12')
  const rival = () => void bench.site.variables.set(`${name}_ID`, { value: '15' })
  bench.github.fate = once(isSecret, 'cut-before', rival)
  const error = await refusal(bench.open().write(freshSecret(13), await bench.open().observe()))
  expect(error).toMatchObject({ failure: 'timeout' })
  expect([heldIn(bench), idOf(bench)]).toEqual([bench.old, '15'])
  expect(bench.github.writes.filter(line => line.startsWith('PUT'))).toHaveLength(2)
})

test('a value without an id is stored without one', async () => {
  const bench = await freshGithub()
  const { Secret } = await import('../../../../src/domain/secret.ts')
  await bench.open().write(new Secret('opaque-value'), await bench.open().observe())
  expect([heldIn(bench), idOf(bench)]).toEqual(['opaque-value', undefined])
})
