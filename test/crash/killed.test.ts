import { expect, test } from 'vitest'
import { createArrived, slowCreate } from './at-create.ts'
import { callsAfterCreate } from './calls.ts'
import { healed, told } from './heal.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { runJudged, setScene } from './scene.ts'
import { type CallPoint, inject, oneWorker } from './strace.ts'
import { openWorld, type World } from './world.ts'

interface Tally {
  labels: number
  killed: number
}

/** Kills a rotation at the call; `self`: the token that it rotates is the credential it acts with. */
async function killAt(point: CallPoint, world: World, self: boolean, tally: Tally): Promise<string[]> {
  const scene = await setScene(world, `ci-${tally.labels++}`, { kinds: ['env', 'age'] })
  const credential = async () => (await scene.places[0]?.secretIn(scene.places[0].capture())) ?? ''
  if (self) scene.credential = credential
  const run = await runJudged(scene, {
    env: oneWorker,
    async during(running) {
      await createArrived(world)
      await inject(running.pid, point, 'signal=SIGKILL')
    },
  })
  if (run.signal === 'SIGKILL') tally.killed++
  const found = [...told('killed run', run), ...(await healed(scene))]
  scene.remove()
  return found
}

const open = () => openWorld({ faults: [slowCreate] })

test.each([
  { who: 'a credential of its own', self: false, part: 1, inCi: 14 },
  { who: 'the token that is rotated', self: true, part: 6, inCi: 6 },
])(
  'SIGKILL at every file and network system call after the create, acting with $who: nothing is lost, the next run heals',
  async ({ self, part, inCi }) => {
    const calls = await callsAfterCreate(await open())
    const points = sampled(
      calls.filter((_, at) => at % part === 0),
      inCi,
    )
    const tally = { labels: 0, killed: 0 }
    const complaints = await inLanes(points, nightly ? 8 : 4, open, (point, world) =>
      killAt(point, world, self, tally),
    )
    say(
      `killed at ${tally.killed} of ${points.length} system calls (${calls.length} in a rotation after its create)`,
    )
    expect(complaints).toEqual([])
    expect(tally.killed / points.length).toBeGreaterThan(0.8)
  },
  3_600_000,
)
