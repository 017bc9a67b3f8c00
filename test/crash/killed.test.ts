import { expect, test } from 'vitest'
import { createArrived, slowCreate } from './at-create.ts'
import { callsAfterCreate } from './calls.ts'
import { healed, told } from './heal.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { runJudged, setScene } from './scene.ts'
import { inject, oneWorker } from './strace.ts'
import { openWorld } from './world.ts'

test('SIGKILL at every file and network system call after the create: nothing is lost, the next run heals', async () => {
  const open = () => openWorld({ faults: [slowCreate] })
  const calls = await callsAfterCreate(await open())
  const points = sampled(calls, 24)
  let labels = 0
  let killed = 0
  const complaints = await inLanes(points, nightly ? 8 : 4, open, async (point, world) => {
    const scene = await setScene(world, `ci-${labels++}`, { kinds: ['env', 'age'] })
    const run = await runJudged(scene, {
      env: oneWorker,
      async during(running) {
        await createArrived(world)
        await inject(running.pid, point, 'signal=SIGKILL')
      },
    })
    if (run.signal === 'SIGKILL') killed++
    const found = [...told('killed run', run), ...(await healed(scene))]
    scene.remove()
    return found
  })
  say(`killed at ${killed} of ${points.length} system calls (${calls.length} in a rotation after its create)`)
  expect(complaints).toEqual([])
  expect(killed / points.length).toBeGreaterThan(0.8)
}, 3_600_000)
