import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beatpass, singleBinary } from '../cli/beatpass.ts'
import { bareEnvironment, newHome, newPerson } from '../cli/person.ts'
import { type Keyring, startKeyring } from '../keyring/start-keyring.ts'

const program = singleBinary ?? ''
const mebibyte = 1_048_576

let keyring: Keyring
beforeAll(async () => {
  keyring = await startKeyring()
})
afterAll(() => keyring.stop())

test('it is one file of at most 130 MiB that needs no Node', async () => {
  const { size, mode } = await stat(program)
  expect(size / mebibyte).toBeLessThanOrEqual(130)
  expect(mode & 0o111).toBe(0o111)
  const alone = join(await newHome(), 'alone')
  await writeFile(alone, await readFile(program), { mode: 0o700 })
  const { stdout } = await promisify(execFile)(alone, ['--version'], { env: {} })
  expect(stdout).toBe(`${JSON.parse(await readFile('package.json', 'utf8')).version}\n`)
})

test('no path of the machine that built it is in it', async () => {
  expect((await readFile(program)).includes(process.cwd())).toBe(false)
})

test('files in the folder where it is started change nothing', async () => {
  const person = await newPerson()
  const folder = join(person.home, 'strange')
  await mkdir(folder)
  const spoilt = join(folder, 'ran')
  await writeFile(
    join(folder, '.env'),
    'BEATPASS_TOKEN=9|planted\nBEATPASS_API_URL=http://127.0.0.1:1/api/v1\n',
  )
  await writeFile(join(folder, 'bunfig.toml'), 'preload = ["./preload.cjs"]\n')
  await writeFile(join(folder, 'preload.cjs'), `require('node:fs').writeFileSync('${spoilt}', '')\n`)
  await writeFile(join(folder, 'tsconfig.json'), '{ nonsense')
  await writeFile(join(folder, 'package.json'), '{ nonsense')
  const { exitCode, stderr } = await beatpass(['whoami'], { env: bareEnvironment(person.home), cwd: folder })
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('is not signed in'),
  })
  expect(await readdir(folder)).not.toContain('ran')
})

test('the keychain works, its addon comes from the binary itself, and nothing of it is left', async () => {
  const home = await newHome()
  const temporary = join(home, 'tmp')
  await mkdir(temporary)
  const env = { ...keyring.env, TMPDIR: temporary, PATH: '/nonexistent' }
  const trace = join(home, 'trace')
  const strace = ['-f', '-qq', '-e', 'trace=openat,open', '-o', trace, program]
  const ran = await promisify(execFile)('strace', [...strace, 'quickstart'], {
    env: { ...env, PATH: process.env.PATH },
  })
  expect(ran.stdout).toMatch(/^quickstart-demo\trotated\t/m)
  expect(ran.stderr).not.toContain('secrets rest in a private age file')
  expect(await readdir(temporary)).toEqual([])
  const opened = (await readFile(trace, 'utf8')).match(/"[^"]*\.node"[^\n]*= \d+$/gm) ?? []
  expect(opened.length).toBeGreaterThan(0)
  for (const line of opened) expect(line).toMatch(/"[^"]*\/tmp\/beatpass-\w{6}\/keyring\.node"/)
})
