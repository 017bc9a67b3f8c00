import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { quotedBeatpass } from './beatpass.ts'
import { bareEnvironment, newHome } from './person.ts'

const mounting = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']

/** Whether this machine lets us mount a file that only our own process sees. */
function canMount(): boolean {
  try {
    execFileSync('unshare', [...mounting, 'mount', '--bind', '/dev/null', '/etc/hosts'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

// Regressed: it said so, and then waited for the resolver, deaf to all but SIGKILL.
test.skipIf(!canMount()).each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('a name that is looked up without end does not hold %s up', async (signal, code) => {
  const home = await newHome()
  const list = '--platform vebto --api-url https://site.example/api/v1 tokens list'
  // The resolver waits for somebody to write into the file.
  const script = `mkfifo hosts; mount --bind hosts /etc/hosts; exec ${quotedBeatpass()} ${list}`
  const env = { ...bareEnvironment(home), BEATPASS_TOKEN: `1|${'a'.repeat(48)}` }
  const child = spawn('unshare', [...mounting, 'sh', '-ec', script], { env, cwd: home })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr.on('data', piece => {
    said += piece
  })
  await sleep(1_500)
  expect([child.exitCode, child.signalCode]).toEqual([null, null])
  child.kill(signal)
  const [exitCode, ended] = await once(child, 'close')
  // A shell tells both ways of ending by the same number.
  expect([code, signal]).toContain(exitCode ?? ended)
  expect(said).toBe('beatpass: interrupted\n')
})
