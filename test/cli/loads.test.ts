import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeCertificates } from '../fakes/certificates.ts'
import { answer, startRawServer } from '../fakes/raw-server.ts'
import { freshFolder } from '../folder.ts'
import { startKeyring } from '../keyring/start-keyring.ts'
import { sandboxFor } from '../sandbox/client.ts'
import { builtBeatpass } from './beatpass.ts'
import { type Loaded, loadedBy } from './loaded-by.ts'
import { bareEnvironment, newHolder, newHome, Person } from './person.ts'

// What a command loads is what it costs before it does anything; counted, for times depend on the machine.

const script = builtBeatpass()[1] ?? ''
const ours = async (line: string, env: Record<string, string>) => loadedBy([script, ...line.split(' ')], env)

const front = ['beatpass.js', 'front.cjs']
const running = [...front, 'core.cjs'].sort()

const lines = readFileSync('dist/help.jsonl', 'utf8').trim().split('\n')
const paths = lines.map(line => JSON.parse(line)[0]).filter(path => path !== '')

test('every command is there', () => {
  expect(paths).toEqual(expect.arrayContaining(['whoami', 'tokens list', 'sandbox user add', 'recovery']))
})

describe('what needs no command loads one file and no built-in module', () => {
  test.each([
    '--version',
    '--help',
    ...paths.map(path => `${path} --help`),
    'help tokens rotate',
    'tokens',
    'tokens lst',
    'tokens list --stat active --json',
    'tokens show',
  ])('%s', async line => {
    const loaded = await ours(line, bareEnvironment(await newHome()))
    expect(loaded).toEqual({ parts: [], files: front })
  })
})

/** A script that makes the one request and does nothing else: what a list cannot do without. */
async function leastRequest(
  scheme: 'http' | 'https',
  url: string,
  env: Record<string, string>,
): Promise<Loaded> {
  const file = join(await freshFolder(), 'least.cjs')
  const lines = [
    `const { request } = require('node:${scheme}')`,
    `request('${url}/users/me?with=tokens', answer => answer.resume()).end()`,
  ]
  await writeFile(file, lines.join('\n'))
  return await loadedBy([file], env)
}

/** What is loaded beyond the least that the request takes. */
const beyond = (loaded: Loaded, least: Loaded) =>
  loaded.parts.filter(name => !least.parts.includes(name)).sort()

// Folders of the user, whether stdout is a terminal, signals, compiled code that was kept.
const always = [
  'Internal Binding os',
  'Internal Binding signal_wrap',
  'Internal Binding tty_wrap',
  'internal/tty',
  'os',
  'tty',
  'vm',
]

const keychain = [
  'Internal Binding process_wrap',
  'Internal Binding spawn_sync',
  'Internal Binding udp_wrap',
  'child_process',
  'dgram',
  'internal/child_process',
  'internal/dgram',
  'internal/socket_list',
]

const account = { id: 7, email: 'dev@example.test', name: 'Dev', tokens: [{ id: 1, name: 'bench' }] }

// How many of Node's parts a list loads in all (20.20, 22.23, 24.21, 26.10); over HTTPS that depends on the major.
const overHttp = 45
const overHttps: Record<string, number> = { 20: 71, 22: 72, 24: 71, 26: 72 }
const [major = ''] = process.versions.node.split('.')

describe('one request', () => {
  test('tokens list over HTTP, with BEATPASS_TOKEN', async () => {
    const person = await newHolder()
    const loaded = await ours('tokens list', person.env)
    const least = await leastRequest('http', person.sandbox.apiUrl, person.env)
    expect(loaded.files).toEqual(running)
    expect(beyond(loaded, least)).toEqual(always)
    expect(loaded.parts).toHaveLength(overHttp)
  })

  test('tokens list over HTTPS', async () => {
    const { ca, ...certificate } = makeCertificates()
    const body = JSON.stringify({ user: account, status: 'success' })
    const server = await startRawServer(socket => socket.end(answer('200 OK', {}, body)), certificate)
    onTestFinished(() => server.close())
    const home = await newHome()
    const authority = join(home, 'ca.pem')
    await writeFile(authority, ca)
    const token = { BEATPASS_API_URL: `${server.url}/api/v1`, BEATPASS_TOKEN: `1|${'s'.repeat(48)}` }
    const env = { ...bareEnvironment(home), ...token, NODE_EXTRA_CA_CERTS: authority }
    const loaded = await ours('tokens list', env)
    const least = await leastRequest('https', `${server.url}/api/v1`, env)
    expect(server.requests).toHaveLength(2)
    expect(loaded.files).toEqual(running)
    expect(beyond(loaded, least)).toEqual(always)
    expect(loaded.parts).toHaveLength(overHttps[major] ?? Number.NaN)
  })

  test('tokens list with a session in the keychain', async () => {
    const keyring = await startKeyring()
    onTestFinished(() => keyring.stop())
    const sandbox = await sandboxFor({ rateLimit: false })
    const env = { ...keyring.env, BEATPASS_API_URL: sandbox.apiUrl }
    const person = new Person(keyring.env.HOME ?? '', sandbox, env)
    expect(await person.login()).toMatchObject({ exitCode: 0 })
    const loaded = await ours('tokens list', env)
    const least = await leastRequest('http', sandbox.apiUrl, env)
    expect(loaded.files).toEqual(running)
    expect(beyond(loaded, least)).toEqual([...always, ...keychain].sort())
    // The child first: it is up by the time that this process has loaded what the connection takes.
    expect(loaded.parts.indexOf('child_process')).toBeLessThan(loaded.parts.indexOf('http'))
  })
})

test('tokens revoke loads neither commander nor what delivers secrets', async () => {
  const person = await newHolder()
  const one = await ours('tokens revoke absent --yes', person.env)
  expect(one.files).toEqual([...running, 'revocation.cjs'].sort())
  const several = await ours('tokens revoke --all-but-current --yes', person.env)
  expect(several.files).toEqual([...running, 'bulk.cjs', 'revocation.cjs'].sort())
})

// What making a token takes beyond what a list loads: random bytes, short waits, the lock's clock.
const making = ['Internal Binding crypto', 'crypto', 'timers/promises']

test('tokens create and rotate load neither commander, nor child processes where no destination has one', async () => {
  const person = await newHolder()
  const home = await newHome()
  const least = await leastRequest('http', person.sandbox.apiUrl, person.env)
  for (const line of [`tokens create ci-main --to file:${home}/token`, 'tokens rotate ci-main']) {
    const { files, parts } = await ours(line, person.env)
    expect(files).toEqual([...running, 'delivery.cjs', 'revocation.cjs'].sort())
    const more = parts.filter(name => !least.parts.includes(name) && !name.startsWith('internal/crypto/'))
    expect(more.sort()).toEqual([...always, ...making, 'internal/streams/lazy_transform'].sort())
  }
})

test('what is made for several tokens is loaded for several alone', async () => {
  const person = await newHolder()
  const home = await newHome()
  const forMany = async (line: string) => {
    const { files } = await ours(line, person.env)
    return files.filter(file => ['bulk.cjs', 'create-tokens.cjs'].includes(file))
  }
  expect(await forMany(`tokens create one --to file:${home}/one`)).toEqual([])
  expect(await forMany('tokens rotate one')).toEqual([])
  expect(await forMany('tokens revoke one --yes')).toEqual([])
  const created = await forMany(`tokens create two three --to file:${home}/{label}`)
  expect(created).toEqual(['bulk.cjs', 'create-tokens.cjs'])
  expect(await forMany('tokens revoke two three --yes')).toEqual(['bulk.cjs'])
})
