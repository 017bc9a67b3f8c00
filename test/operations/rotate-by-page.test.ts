import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../src/adapters/clock.ts'
import { openPlatform } from '../../src/adapters/platforms/registry.ts'
import { systemRandom } from '../../src/adapters/random.ts'
import { HttpsTransport } from '../../src/adapters/transports/https.ts'
import { parseExpiry } from '../../src/domain/expiry.ts'
import { Secret } from '../../src/domain/secret.ts'
import { addToken } from '../../src/operations/add-token.ts'
import { rotateOnPage } from '../../src/operations/rotate-on-page.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { startPlatform } from '../sandbox/platform-server.ts'
import { failureOf, newWorld, storedFor } from './world.ts'

const platforms: [string, string][] = [
  ['nuweb', '/tokens'],
  ['meetzy', '/api-tokens'],
]

/** A world at a real platform of that name, with a token `ci-main` made on its page and stored here. */
async function worldAt(name: string) {
  const server = await startPlatform(name)
  onTestFinished(() => server.close())
  const ports = { transport: new HttpsTransport(), clock: systemClock, random: systemRandom }
  const platform = await openPlatform(name, server.apiUrl, ports, { company: '1001' })
  const old = await server.makeByHand(server.people[0], 'ci-main')
  const successor = await server.makeByHand(server.people[0], 'ci-main ~next')
  const terminal = new MemoryTerminal({ answers: [new Secret(` ${successor.reveal()}\n`)] })
  const world = { ...newWorld({ terminal }), platform }
  const expiry = name === 'meetzy' ? { expiry: parseExpiry('90d') } : {}
  const { token } = await addToken({ label: 'ci-main', secret: old, ...expiry }, world)
  return { server, world, old, successor, token, terminal }
}

test.each(platforms)(
  '%s: the successor is pasted, delivered, and the page named for the old one',
  async (...at) => {
    const [name, path] = at
    const { server, world, successor, token, terminal } = await worldAt(name)
    const rotation = await rotateOnPage({ label: 'ci-main', destinations: [] }, world)
    expect(rotation).toMatchObject({ outcome: 'rotated', verified: true, successor: { label: 'ci-main' } })
    expect(storedFor(world, 'ci-main')?.reveal()).toBe(successor.reveal())
    const page = `${new URL(server.apiUrl).origin}${path}`
    expect(world.browser.opened).toEqual([page])
    expect(rotation.warnings).toEqual([`token ${token.id} still works: delete it at ${page}`])
    const records = await world.tokenRecords.all()
    expect(records).toHaveLength(1)
    expect(records[0]?.id).not.toBe(token.id)
    if (name === 'meetzy') {
      expect(records[0]).toMatchObject({ requestedAs: '90d' })
      expect(terminal.notes).toContain('and let it end as the one before: 90d')
    }
  },
)

test.each(platforms)('%s: the same value once more is refused, and nothing changes', async name => {
  const { world, old, token } = await worldAt(name)
  world.terminal = new MemoryTerminal({ answers: [old] })
  const error = await failureOf(rotateOnPage({ label: 'ci-main', destinations: [] }, world))
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(token.id) })
  expect(storedFor(world, 'ci-main')?.reveal()).toBe(old.reveal())
})
