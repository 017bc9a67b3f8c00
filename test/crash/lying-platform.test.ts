import { expect, test } from 'vitest'
import { healed, told, words } from './heal.ts'
import { inLanes, nightly, say } from './lanes.ts'
import { runJudged, setScene } from './scene.ts'
import { openWorld, type WorldOptions } from './world.ts'

interface Lie extends WorldOptions {
  name: string
  exit: number
  options?: string[]
  /** Takes longer than a minute: the platform is waited for. */
  slow?: true
}

const lie = (exit: number, ...faults: string[]): Lie => ({ name: faults.join(' '), exit, faults })
const slowLie = (exit: number, ...faults: string[]): Lie => ({ ...lie(exit, ...faults), slow: true })
const hasty = (exit: number, ...faults: string[]): Lie => ({
  ...lie(exit, ...faults),
  options: ['--timeout', '700ms'],
})

// A rotation lists (1-3), creates, lists (4 its claim, 5 settled, 6 and 7 guards, 8 proof, 9 the last look), revokes,
// lists (10), and asks with the old secret (11).
const lies: Lie[] = [
  lie(0, 'ghost-delete@DELETE /access-tokens*#1'),
  lie(9, 'ghost-delete@DELETE /access-tokens*'),
  lie(0, 'no-secret@POST /access-tokens#1'),
  lie(9, 'no-secret@POST /access-tokens'),
  slowLie(0, 'stale-list=10s@GET /users/me'),
  lie(0, 'stale-list=2s@GET /users/me'),
  lie(0, 'no-date@* /*'),
  lie(0, 'date=+1h@* /*'),
  lie(0, 'date=-1h@* /*'),
  lie(0, 'date=+1d@* /*#2-'),
  lie(0, '429=1@GET /users/me#5'),
  lie(6, '429=3600@POST /access-tokens'),
  lie(0, '429=1@POST /access-tokens#-2'),
  lie(9, '429=3600@DELETE /access-tokens*'),
  // Told to come back in an hour, it asks nothing more: the claim stays for the next run.
  lie(9, '429=3600@GET /users/me#5', '429=3600@GET /users/me#6'),
  lie(9, '429=3600@GET /users/me#8-'),
  slowLie(9, '429=2@* /*#5-'),
  slowLie(6, 'status=503@GET /users/me#2-'),
  lie(0, 'status=503@GET /users/me#5', 'status=503@GET /users/me#9'),
  slowLie(9, 'status=503@GET /users/me#7-'),
  lie(0, 'status=503@POST /access-tokens#1'),
  lie(9, 'status=503@POST /access-tokens'),
  lie(0, 'status-after=503@POST /access-tokens#1'),
  lie(9, 'status-after=503@POST /access-tokens'),
  lie(0, 'status=503@DELETE /access-tokens*#1'),
  lie(0, 'status-after=500@DELETE /access-tokens*'),
  lie(9, 'status=500@DELETE /access-tokens*'),
  lie(5, 'status=403@POST /access-tokens'),
  lie(5, 'status=423@POST /access-tokens'),
  lie(3, 'status=401@POST /access-tokens'),
  lie(9, 'status=403@DELETE /access-tokens*'),
  lie(9, 'status=423@DELETE /access-tokens*'),
  lie(9, 'empty-401@GET /users/me#6-'),
  lie(9, 'status=401@GET /users/me#5-'),
  lie(0, 'html@POST /access-tokens#1'),
  lie(9, 'html@POST /access-tokens'),
  lie(6, 'html@GET /users/me#2-'),
  lie(9, 'html@GET /users/me#5-'),
  lie(5, 'redirect=/login@POST /access-tokens'),
  lie(9, 'redirect=https://elsewhere.test/@GET /users/me#7-'),
  lie(0, 'huge@POST /access-tokens#1'),
  lie(6, 'huge@GET /users/me#2-'),
  lie(0, 'drop@POST /access-tokens#1'),
  lie(0, 'reset@POST /access-tokens#1'),
  hasty(0, 'stall@POST /access-tokens#1'),
  lie(9, 'drop@POST /access-tokens'),
  lie(0, 'cut=100@POST /access-tokens#1'),
  lie(0, 'drop@DELETE /access-tokens*'),
  hasty(0, 'stall@DELETE /access-tokens*#1'),
  { name: 'a token cap', exit: 5, tokenCap: 5 },
  { name: 'room for one more', exit: 0, tokenCap: 6 },
]

test('a platform that lies, loses and refuses: the exit code is true, and the next run heals', async () => {
  const chosen = lies.filter(({ slow }) => nightly || !slow)
  const ends = new Map<number, number>()
  const complaints = await inLanes(
    chosen,
    nightly ? 6 : 4,
    async () => undefined,
    async one => {
      const world = await openWorld(one)
      const scene = await setScene(world, 'ci-main', { options: one.options ?? [] })
      const run = await runJudged(scene)
      ends.set(run.exitCode ?? -1, (ends.get(run.exitCode ?? -1) ?? 0) + 1)
      const found = told('run', run)
      if (run.exitCode !== one.exit) found.push(`not ${one.exit} but ${words(run)}`)
      await world.calm()
      if (one.tokenCap !== 5) found.push(...(await healed(scene, { rerun: false })))
      scene.remove()
      return found.map(fault => `${one.name}: ${fault}`)
    },
  )
  say(`${chosen.length} lies: ${[...ends].map(([end, count]) => `exit ${end}: ${count}`).join(', ')}`)
  expect(complaints).toEqual([])
}, 600_000)
