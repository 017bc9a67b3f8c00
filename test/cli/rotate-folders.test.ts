import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makePassFolder } from '../adapters/secret-stores/pass/pass-folder.ts'
import { newHolder } from './person.ts'

const to = 'exec:umask 077; cat > token.txt'
const isRead = (request: string) => request.startsWith('GET ')

/** Somebody whose token 2 was delivered to a file in the folder `a`, named by a relative path, and who can go to `b`. */
async function deliveredInA() {
  const person = await newHolder()
  const [a, b] = [join(person.home, 'a'), join(person.home, 'b')]
  await mkdir(a)
  await mkdir(b)
  const ran = await person.run(['tokens', 'create', 'ci-main', '--to', to], { cwd: a })
  expect(ran.exitCode).toBe(0)
  const held = (folder: string) => readFile(join(folder, 'token.txt'), 'utf8').catch(() => undefined)
  return { person, a, b, held }
}

describe('a place that is remembered without saying so in its address', () => {
  test('exec: runs again in the folder where it ran, from wherever the token is rotated', async () => {
    const { person, a, b, held } = await deliveredInA()
    const ran = await person.run('tokens rotate ci-main', { cwd: b })
    expect(ran).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t2\t3\t\n' })
    expect([await held(a), await held(b)]).toEqual([expect.stringMatching(/^3\|/), undefined])
    const { stdout } = await person.run('tokens list --json', { cwd: b })
    expect(JSON.parse(stdout)[0]).toMatchObject({ id: '3', storedIn: [to] })
  })

  test('exec: named again from its folder is the same place, from another folder another', async () => {
    const { person, a, b, held } = await deliveredInA()
    const named = ['tokens', 'rotate', 'ci-main', '--to', to]
    expect((await person.run(named, { cwd: a })).stderr).not.toContain('dead')
    const { stderr } = await person.run(named, { cwd: b })
    expect(stderr).toContain(`${to} in ${a} still holds the dead secret of token 3\n`)
    expect((await held(b))?.split('|')[0]).toBe('4')
  })

  test('exec: whose folder is gone is refused with 7 before anything is made', async () => {
    const { person, a, b } = await deliveredInA()
    await rm(a, { recursive: true })
    const ran = await person.run('tokens rotate ci-main', { cwd: b })
    expect(ran).toMatchObject({
      exitCode: 7,
      stderr:
        `beatpass: exec: the folder ${a} is gone\n` +
        'hint: a command runs where it ran before: put the folder back, or name every destination with --to\n',
    })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
  })

  test('pass: is not delivered to another store than before', async () => {
    const person = await newHolder()
    const folder = await makePassFolder()
    onTestFinished(() => folder.remove())
    const { GNUPGHOME = '', PASSWORD_STORE_DIR = '' } = folder.env
    const other = join(folder.path, 'other')
    await folder.tool('sh', '-c', `PASSWORD_STORE_DIR='${other}' pass init tester@example.org`)
    const env = { GNUPGHOME, PASSWORD_STORE_DIR }
    const created = await person.run('tokens create ci-main --to pass:ci/beatpass', { env })
    expect(created.exitCode).toBe(0)
    const ran = await person.run('tokens rotate ci-main', { env: { ...env, PASSWORD_STORE_DIR: other } })
    expect(ran).toMatchObject({
      exitCode: 7,
      stderr: expect.stringContaining(
        `pass:ci/beatpass is in the password store ${folder.store}, and pass uses ${other} now\n`,
      ),
    })
    expect(ran.requests.filter(request => !isRead(request))).toEqual([])
    expect((await person.run('tokens rotate ci-main', { env })).exitCode).toBe(0)
    expect(await folder.tool('pass', 'show', 'ci/beatpass')).toMatch(/^3\|/)
  })
})
