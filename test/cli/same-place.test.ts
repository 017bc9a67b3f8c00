import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { newHolder } from './person.ts'

/** Somebody with a folder `real`, which `link` leads to as well. */
async function withLink() {
  const person = await newHolder()
  await mkdir(join(person.home, 'real'))
  await symlink('real', join(person.home, 'link'))
  const read = (file: string) => readFile(join(person.home, 'real', file), 'utf8')
  return { person, read }
}

const to = (...places: string[]) => places.flatMap(place => ['--to', place])
const hint = 'a place of its own for each: file:secrets/{label} or env:.env#TOKEN_{LABEL}'

// Regressed: each spelling passed for a place of its own, and of two labels one overwrote the other's secret.
test('a place that is named twice, however it is spelled, is delivered to once', async () => {
  const { person, read } = await withLink()
  const env = to('env:real/.env#A', 'env:./real/.env#A', 'env:link/.env#A', 'env:real/../link/.env#A')
  const file = to('file:link/token', `file:${person.home}/real/token`, 'file:~/link/token')
  const created = await person.run(['tokens', 'create', 'ci-main', ...env, ...file, '--json'])
  const { destinations, token } = JSON.parse(created.stdout)
  expect(destinations.map((one: { to: string }) => one.to)).toEqual(['env:real/.env#A', 'file:link/token'])
  expect(token.storedIn).toEqual([`env:${person.home}/real/.env#A`, `file:${person.home}/link/token`])
  const rotated = await person.run(['tokens', 'rotate', 'ci-main', ...env, ...to('stdout:', 'stdout:')])
  expect(rotated).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^3\|\w{48}\n$/) })
  expect(rotated.stderr.match(/: delivering/g)).toHaveLength(2)
  expect(await read('.env')).toBe(`A='${rotated.stdout.trimEnd()}'\n`)
})

// Regressed: the place by its other spelling was said to hold a dead secret still.
test('a place that is remembered is known by another spelling', async () => {
  const { person, read } = await withLink()
  await person.run(['tokens', 'create', 'ci-main', ...to('env:real/.env#A', 'file:real/token')])
  const rotated = await person.run(['tokens', 'rotate', 'ci-main', ...to('env:link/.env#A')])
  expect(rotated.exitCode).toBe(0)
  expect(rotated.stderr.match(/^warning: .*/gm)).toEqual([
    `warning: file:${person.home}/real/token still holds the dead secret of token 2`,
  ])
  const again = await person.run('tokens rotate ci-main')
  expect(again).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('warning') })
  expect(await read('.env')).toMatch(/^A='4\|\w{48}'\n$/)
})

test.each([
  'env:./real/.env#{LABEL}_TOKEN',
  'env:link/.env#{LABEL}_TOKEN',
  'env:link/../real/.env#{LABEL}_TOKEN',
  'env:~/real/.env#{LABEL}_TOKEN',
])('a place of two labels is refused, though one calls it %s: nothing is sent', async other => {
  const { person } = await withLink()
  const apart = to('file:real/{label}')
  const shared = to('env:real/.env#{LABEL}', other)
  expect((await person.run(['tokens', 'create', 'api', 'api-token', ...apart])).exitCode).toBe(0)
  for (const command of ['create', 'rotate']) {
    const ran = await person.run(['tokens', command, 'api', 'api-token', ...shared])
    const place = other.replace('{LABEL}', 'API')
    expect(ran).toMatchObject(refusal(2, `${place} cannot take the secrets of 2 tokens`, hint))
    expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
  }
})

// Regressed: the token was made, and the second delivery found a file that it could not change, or took the first one's away.
test.each([
  [['file:real/.env', 'env:link/.env#A'], 'file:real/.env and env:link/.env#A'],
  [['env:./real/.env#A', 'store:', 'file:real/.env'], 'file:real/.env and env:./real/.env#A'],
])('a file that is to hold the value alone and a variable of it are refused: %j', async (places, which) => {
  const { person } = await withLink()
  expect((await person.run('tokens create api')).exitCode).toBe(0)
  const refused = refusal(
    2,
    `${which} are one file: each would overwrite the other`,
    'name one of them, or another file',
  )
  for (const words of ['create ci-main', 'rotate api', 'rotate api --within 14d']) {
    const ran = await person.run(['tokens', ...words.split(' '), ...to(...places), '--json'])
    expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
    expect(ran.exitCode).toBe(2)
    expect(ran.stderr).toContain(refused.stderr.split('\n')[0]?.replace('beatpass: ', ''))
  }
  expect(await person.run(['tokens', 'create', 'ci-main', ...to(...places)])).toMatchObject(refused)
})

test('so is the file of one token with a variable in it for another', async () => {
  const { person } = await withLink()
  const places = to('file:real/{label}', 'env:real/api#TOKEN_{LABEL}')
  const ran = await person.run(['tokens', 'create', 'web', 'api', ...places])
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr).toContain('file:real/api and env:real/api#TOKEN_WEB are one file')
  expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
})
