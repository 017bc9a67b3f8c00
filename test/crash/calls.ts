import { expect } from 'vitest'
import { createArrived } from './at-create.ts'
import { told } from './heal.ts'
import { runJudged, setScene } from './scene.ts'
import { type CallPoint, oneWorker, record } from './strace.ts'
import type { World } from './world.ts'

/** The system calls of an undisturbed rotation to `env:` and `store:`, from the moment its create has arrived. */
export async function callsAfterCreate(world: World): Promise<CallPoint[]> {
  const scene = await setScene(world, 'ci-recorded', { kinds: ['env', 'age'] })
  let points: CallPoint[] = []
  const run = await runJudged(scene, {
    env: oneWorker,
    async during(running) {
      await createArrived(world)
      const recorded = await record(running.pid)
      await running.ended
      points = await recorded.points()
    },
  })
  expect(told('undisturbed run', run)).toEqual([])
  expect(run.exitCode).toBe(0)
  scene.remove()
  return points
}
