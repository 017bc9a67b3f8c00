import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { freshSecret } from './fakes/secrets.ts'
import { feed } from './feed.ts'
import { startKeyring } from './keyring/start-keyring.ts'

const run = promisify(execFile)
const ours = JSON.parse(readFileSync('package.json', 'utf8'))

let prefix: string
let packed: string[]

// The package as npm would publish it (of the dist that is built), installed into an empty folder as a user would.
beforeAll(() => {
  prefix = mkdtempSync(join(tmpdir(), 'beatpass-package-'))
  const npm = (...args: string[]) =>
    execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const [{ filename, files }] = JSON.parse(
    npm('pack', '--ignore-scripts', '--json', '--pack-destination', prefix),
  )
  packed = files.map(({ path }: { path: string }) => path)
  npm('install', '--prefix', prefix, '--no-audit', '--no-fund', join(prefix, filename))
}, 180_000)
afterAll(() => rmSync(prefix, { recursive: true, force: true }))

const command = () => join(prefix, 'node_modules', '.bin', 'beatpass')

/** Runs the installed command in an empty home. */
async function beatpass(...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: join(prefix, 'home'), CI: 'true' }
  const end = await run(command(), args, { env }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
  return { exitCode: 'code' in end ? end.code : 0, stdout: end.stdout, stderr: end.stderr }
}

test('only what it needs is in it', () => {
  const others = packed.filter(
    path =>
      !/^dist\/([\w-]+\.cjs|(?:core|revocation|delivery)-v[\w.-]+\.code|commands\.jsonl|help\.jsonl)$/.test(
        path,
      ),
  )
  expect(others.sort()).toEqual([
    'LICENSE',
    'README.md',
    'bin/beatpass.js',
    'bin/package.json',
    'package.json',
  ])
  expect(packed).toEqual(
    expect.arrayContaining([
      'dist/front.cjs',
      'dist/commands.jsonl',
      'dist/help.jsonl',
      'dist/core.cjs',
      'dist/keychain-child.cjs',
    ]),
  )
})

test('it brings the native keychain and nothing else', () => {
  expect(ours.dependencies).toEqual({ '@napi-rs/keyring': expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  const installed = readdirSync(join(prefix, 'node_modules')).filter(name => !name.startsWith('.'))
  expect(installed.sort()).toEqual(['@napi-rs', 'beatpass'])
})

test('it is small: 6 MiB and 150 files at the most', () => {
  const folder = join(prefix, 'node_modules', 'beatpass')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  expect(files.length).toBe(packed.length)
  expect(files.length).toBeGreaterThan(20)
  expect(files.length).toBeLessThanOrEqual(150)
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  expect(bytes).toBeLessThanOrEqual(6 * 1024 * 1024)
})

test('no path of the machine that built it is in it', () => {
  const folder = join(prefix, 'node_modules', 'beatpass', 'dist')
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8')
    expect(text.includes(process.cwd()), name).toBe(false)
    expect(text, name).not.toMatch(/sourceMappingURL|file:\/\/\/\w/)
  }
})

test('--version and help work', async () => {
  expect(await beatpass('--version')).toEqual({ exitCode: 0, stdout: `${ours.version}\n`, stderr: '' })
  const help = await beatpass('quickstart', '--help')
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  expect(help.stdout).toMatch(/^Usage: beatpass quickstart /)
})

test('its keychain works: what it stores there, secret-tool prints', async () => {
  const keyring = await startKeyring()
  onTestFinished(() => keyring.stop())
  const secret = freshSecret()
  const adding = run(command(), ['tokens', 'add', 'deploy'], { env: { ...keyring.env, CI: 'true' } })
  feed(adding.child, secret.reveal())
  expect((await adding).stdout).toBe(`${secret.tokenId}\n`)
  expect(await keyring.lookup('service', 'beatpass', 'username', 'default/deploy')).toBe(secret.reveal())
})

test('without libsql, the sandbox runs on a Node that carries SQLite, and says what it needs on another', async () => {
  const { exitCode, stdout, stderr } = await beatpass('quickstart')
  if (isBuiltin('node:sqlite')) {
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
    expect(stdout).toMatch(/^quickstart-demo\trotated\t/m)
  } else {
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: '' })
    expect(stderr).toMatch(
      /^beatpass: the sandbox needs SQLite: .*\nhint: npm install --global libsql \(or without --global, as beatpass was installed\), or use Node 22\.13 or newer\n$/,
    )
  }
})
