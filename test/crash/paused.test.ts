import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { arrived } from './at-create.ts'
import { healed } from './heal.ts'
import { inLanes, say } from './lanes.ts'
import { setScene } from './scene.ts'
import { runTogether } from './together.ts'
import { beyondLease, openWorld, type World } from './world.ts'

/** A rotation of two destinations, by its requests: which one it sleeps in. */
const requests = {
  'the create': 4,
  'the wait for the claim': 5,
  'the claim check': 6,
  'the guard of the first write': 7,
  'the guard of the second write': 8,
  'the first proof': 9,
  'the last look before revoking': 10,
  'the revoking': 11,
  'the confirmation': 12,
}

/** Once its predecessor is gone nobody can take its rotation away: what it reads on waking is that it was done. */
const ends = (at: number) => (at === requests['the confirmation'] ? [0] : [9, 12])

async function sleepThrough(at: number, world: World, label: string): Promise<string[]> {
  const scene = await setScene(world, label)
  const runs = runTogether(scene)
  const sleeper = runs.start()
  let seen = 0
  await arrived(world, () => {
    seen++
    if (seen === at) process.kill(sleeper.pid, 'SIGSTOP')
    return seen === at
  })
  // The sandbox does what was asked and answers; the sleeper does not hear it yet.
  await sleep(100)
  world.advance(beyondLease)
  const other = await runs.start().ended
  process.kill(sleeper.pid, 'SIGCONT')
  const woken = await sleeper.ended
  const { faults } = await runs.finish()
  const found = [...faults]
  if (other.exitCode !== 0) found.push(`the other run: exit ${other.exitCode}: ${other.stderr}`)
  if (!ends(at).includes(woken.exitCode ?? -1))
    found.push(`the woken run: exit ${woken.exitCode}: ${woken.stderr}`)
  if (/nothing changed|both work\b/.test(woken.stderr)) found.push(`the woken run says: ${woken.stderr}`)
  found.push(...(await healed(scene, { rerun: false })))
  scene.remove()
  return found
}

test('a run that slept beyond its lease is fenced when it wakes: exit 12 or 9, and nothing is harmed', async () => {
  let labels = 0
  const points = Object.entries(requests)
  const complaints = await inLanes(points, 3, openWorld, ([, at], world) =>
    sleepThrough(at, world, `ci-${labels++}`),
  )
  say(`slept in ${points.length} requests: ${points.map(([name]) => name).join(', ')}`)
  expect(complaints).toEqual([])
}, 300_000)
