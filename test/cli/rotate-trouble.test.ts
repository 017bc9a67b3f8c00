import { describe, expect, test } from 'vitest'
import { createToken, day, listTokens, movableClock, send } from '../sandbox/client.ts'
import { newHolder, type Person } from './person.ts'

const idsOf = async (person: Person) =>
  (await listTokens(person.sandbox, person.env.BEATPASS_TOKEN ?? '')).map(({ id }) => id)

/** A stored token with the id 2; faults count the requests behind it. */
async function withToken(fault?: string): Promise<Person> {
  const person = await newHolder(fault === undefined ? {} : { faults: [fault] })
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  return person
}

const stillWorks = async (person: Person, id: string) => {
  expect(await person.secretOf('ci-main')).toMatch(new RegExp(`^${id}\\|`))
  expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
}

describe('tokens rotate when the platform misbehaves', () => {
  test('the answer to the create is lost: the orphan is found and ended, and it goes on', async () => {
    const person = await withToken('drop@POST /access-tokens#2')
    expect(await person.run('tokens rotate ci-main')).toMatchObject({
      exitCode: 0,
      stdout: 'ci-main\trotated\t2\t4\t\n',
    })
    expect(await idsOf(person)).toEqual([1, 4])
    await stillWorks(person, '4')
  })

  test('it cannot create: the old one works on', async () => {
    const person = await withToken('status=500@POST /access-tokens#2-')
    const ran = await person.run('tokens rotate ci-main')
    expect(ran.exitCode).toBe(9)
    expect(ran.stderr).toMatch(/\nbeatpass: 'ci-main': .*\nhint: nothing is lost: run it again\n$/)
    expect(await idsOf(person)).toEqual([1, 2])
    await stillWorks(person, '2')
  })

  test('it says a token is deleted and lists it on: 9, never 0', async () => {
    const person = await withToken('ghost-delete@DELETE /access-tokens/2')
    const ran = await person.run('tokens rotate ci-main')
    expect(ran.exitCode).toBe(9)
    expect(ran.stdout).toMatch(/^ci-main\tincomplete\t2\t3\t/)
    expect(ran.stderr).toMatch(/\nbeatpass: 'ci-main': .*\nhint: nothing is lost: run it again\n$/)
    expect(await idsOf(person)).toEqual([1, 2, 3])
    await stillWorks(person, '3')
  })

  test('the list is not to be had: 6 and nothing changed', async () => {
    const person = await withToken('html@GET /users/me#3-')
    const ran = await person.run('tokens rotate ci-main')
    expect(ran).toMatchObject({ exitCode: 6, stdout: '' })
    expect(ran.requests.filter(request => !request.startsWith('GET'))).toEqual([])
  })
})

describe('what a rotation is to replace', () => {
  /** Token 2 is stored; 3 is what another run claimed by the same label and delivered nowhere. */
  async function withClaim() {
    const { clock, move } = movableClock()
    const person = await newHolder({ clock })
    expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
    await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', 'ci-main ~aaaaaaaaaa')
    return { person, move }
  }

  // Regressed: the claim was told to be the predecessor, for it is the newest of the name.
  test('is what is stored, not the claim of another run', async () => {
    const { person, move } = await withClaim()
    const busy = await person.run('tokens rotate ci-main --json')
    expect(busy.exitCode).toBe(12)
    expect(JSON.parse(busy.stdout)).toMatchObject([
      { outcome: 'busy', predecessor: { id: '2' }, successor: null },
    ])
    move(16 * 60_000)
    const ran = await person.run('tokens rotate ci-main')
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t4\t\n' })
    expect(await idsOf(person)).toEqual([1, 4])
  })

  test('is older than the claim where no place can tell', async () => {
    const { person } = await withClaim()
    const { stdout } = await person.run(['tokens', 'rotate', 'ci-main', '--to', 'exec:cat >/dev/null'])
    expect(stdout).toBe('ci-main\tbusy\t2\t\t\n')
  })
})

test('a scheduled run repairs a label whose successor was ended on the page in the grace period', async () => {
  const person = await withToken()
  await person.run('tokens rotate ci-main --grace 24h')
  await send('DELETE', `${person.sandbox.apiUrl}/access-tokens/3`, { token: person.env.BEATPASS_TOKEN ?? '' })
  const ran = await person.run('tokens rotate ci-main --within 14d')
  expect(ran).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^ci-main\trotated\t2\t4\t2026-03-02T12:/),
  })
  expect(await idsOf(person)).toEqual([1, 2, 4])
  await stillWorks(person, '4')
})

// Regressed: a site that tells no end lists a token past it, and a scheduled run found nothing due for ever.
test('a scheduled run replaces a token that has died and is listed on', async () => {
  const { clock, move } = movableClock()
  const person = await newHolder({ platform: 'vebto', expiryDays: 90, clock })
  person.env.BEATPASS_PLATFORM = 'vebto'
  await person.run('tokens create ci-main')
  expect((await person.run('tokens rotate ci-main --within 14d')).stdout).toMatch(/^ci-main\tnothing-due\t/)
  move(91 * day)
  await person.useToken()
  const planned = await person.run('tokens rotate ci-main --within 14d --dry-run')
  expect(planned).toMatchObject({
    exitCode: 0,
    stdout: 'ci-main\tplanned\t2\t\t\n',
    stderr: 'warning: token 2 was dead already, though it is still listed\n',
  })
  const ran = await person.run('tokens rotate ci-main --within 14d')
  expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t4\t\n' })
  expect(ran.stderr).toContain('warning: token 2 was dead already, though it is still listed\n')
  expect(await idsOf(person)).toEqual([3, 4])
  await stillWorks(person, '4')
})

describe('tokens rotate when a destination fails', () => {
  test('the first: 8, the successor is gone, the old one works', async () => {
    const person = await withToken()
    const ran = await person.run(['tokens', 'rotate', 'ci-main', '--to', 'exec:cat >/dev/null; exit 3'])
    expect(ran).toMatchObject({ exitCode: 8, stdout: expect.stringMatching(/^ci-main\trolled-back\t2\t/) })
    expect(ran.stderr).toMatch(/; the old token still works and nothing changed\nhint: .*\n$/)
    expect(await idsOf(person)).toEqual([1, 2])
    await stillWorks(person, '2')
  })

  test('a later one: 9, both work', async () => {
    const person = await withToken()
    const places = ['--to', 'store:', '--to', 'exec:cat >/dev/null; exit 3']
    const ran = await person.run(['tokens', 'rotate', 'ci-main', ...places])
    expect(ran.exitCode).toBe(9)
    expect(await idsOf(person)).toEqual([1, 2, 3])
    await stillWorks(person, '3')
  })

  test('one that cannot be reached is found before anything is minted: 7', async () => {
    const person = await withToken()
    const ran = await person.run('tokens rotate ci-main --to file:/nowhere/at/all')
    expect(ran).toMatchObject({ exitCode: 7, stdout: 'ci-main\tfailed\t\t\t\n' })
    expect(ran.requests.filter(request => !request.startsWith('GET'))).toEqual([])
  })
})

describe('tokens rotate beside another run', () => {
  test('a claim of another that is a short while old: 12', async () => {
    const person = await withToken()
    await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', 'ci-main ~aaaaaaaaaa')
    const ran = await person.run('tokens rotate 2')
    expect(ran).toMatchObject({ exitCode: 12, stdout: expect.stringMatching(/^ci-main\tbusy\t/) })
    expect(ran.stderr).toMatch(
      /^beatpass: 'ci-main': .*\nhint: run it again in a few minutes, or say --wait 1h\n$/,
    )
    expect(await idsOf(person)).toEqual([1, 2, 3])
  })

  test('two at once: no more than one wins, and the stored one works', async () => {
    const person = await withToken()
    const ends = await Promise.all([person.run('tokens rotate ci-main'), person.run('tokens rotate ci-main')])
    const codes = ends.map(({ exitCode }) => exitCode)
    expect(codes.filter(code => code !== 0 && code !== 12 && code !== 9)).toEqual([])
    expect((await person.run('tokens verify ci-main')).exitCode).toBe(0)
  })
})
