import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Behaviour, type RawServer, startRawServer } from '../fakes/raw-server.ts'
import { builtBeatpass, startBeatpass } from './beatpass.ts'
import { bareEnvironment, newHome } from './person.ts'

let server: RawServer | undefined
afterEach(() => server?.close())

const row = (id: number) =>
  `{"id":${id},"name":"token ${id}","last_used_at":null,"created_at":"2026-03-01T11:59:44.000000Z"}`
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => row(from + at)).join(',')
const head =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Sun, 01 Mar 2026 12:00:00 GMT\r\n\r\n'
const begin = `${head}{"status":"success","user":{"id":7,"display_name":"Me","email":"me@x.test","tokens":[`
const end = ']}}'

async function against(behave: Behaviour): Promise<Record<string, string>> {
  server = await startRawServer(behave)
  const env = { ...bareEnvironment(await newHome()), BEATPASS_PLATFORM: 'vebto' }
  return { ...env, BEATPASS_API_URL: server.url, BEATPASS_TOKEN: `5|${'c'.repeat(48)}` }
}
const ids = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => Number(JSON.parse(line).id))

test('--sort none prints the first rows before the last ones were sent', async () => {
  let finish = () => {}
  const env = await against(socket => {
    socket.write(`${begin}${rows(1, 100)},`)
    finish = () => socket.end(`${rows(101, 5000)}${end}`)
  })
  const running = startBeatpass(['tokens', 'list', '--ndjson', '--sort', 'none'], { env })
  await running.said(/"id":"100"/)
  finish()
  const { exitCode, stdout, stderr } = await running.ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(ids(stdout)).toEqual(Array.from({ length: 5000 }, (_, at) => at + 1))
})

/** Sends tokens as long as anybody reads. */
function endless(socket: Socket, sent: { rows: number; closed: Promise<unknown> }): void {
  sent.closed = new Promise(resolve => socket.on('close', resolve))
  socket.write(`${begin}${row(1)}`)
  const more = () => {
    if (socket.destroyed) return
    socket.write(`,${rows(sent.rows + 1, sent.rows + 500)}`, () => setImmediate(more))
    sent.rows += 500
  }
  more()
}

test('--sort none | head -1 ends a list without end, and the connection with it', async () => {
  const sent = { rows: 1, closed: Promise.resolve() as Promise<unknown> }
  const env = await against(socket => endless(socket, sent))
  const [node, bin] = builtBeatpass()
  const script = `set -o pipefail; '${node}' '${bin}' tokens list --ndjson --sort none | head -1`
  const child = spawn('bash', ['-c', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => (stdout += data))
  child.stderr.on('data', data => (stderr += data))
  const [exitCode] = await once(child, 'close')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(ids(stdout)).toEqual([1])
  await sent.closed
})

test('--sort none --limit asks for no more than it prints', async () => {
  const sent = { rows: 1, closed: Promise.resolve() as Promise<unknown> }
  const env = await against(socket => endless(socket, sent))
  const running = startBeatpass(['tokens', 'list', '--ndjson', '--sort', 'none', '--limit', '3'], { env })
  const { exitCode, stdout } = await running.ended
  expect({ exitCode, ids: ids(stdout) }).toEqual({ exitCode: 0, ids: [1, 2, 3] })
  await sent.closed
})

test('a reader that is slow holds the list back', async () => {
  const sent = { rows: 1, closed: Promise.resolve() as Promise<unknown> }
  const env = await against(socket => endless(socket, sent))
  const { child } = startBeatpass(['tokens', 'list', '--ndjson', '--sort', 'none'], { env })
  child.stdout?.pause()
  let before = 0
  // Buffers of the two sockets and the pipe fill up; then the platform cannot send any more.
  while (sent.rows > before || sent.rows < 1000) {
    before = sent.rows
    await new Promise(resolve => setTimeout(resolve, 1500))
  }
  expect(sent.rows).toBeLessThan(300_000)
  child.kill('SIGKILL')
  await sent.closed
})

test('a list that breaks off is told after what came of it: 6', async () => {
  const env = await against(socket => socket.end(`${begin}${rows(1, 300)},{"id":`))
  const run = (...more: string[]) => startBeatpass(['tokens', 'list', '--ndjson', ...more], { env }).ended
  const streamed = await run('--sort', 'none')
  expect(streamed).toMatchObject({ exitCode: 6 })
  expect(ids(streamed.stdout)).toHaveLength(300)
  expect(streamed.stderr).toMatch(/^beatpass: .*\n/)
  expect(await run()).toMatchObject({ exitCode: 6, stdout: '' })
})
