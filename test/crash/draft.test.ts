import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { createArrived } from './at-create.ts'
import { callsAfterCreate } from './calls.ts'
import { healed, told } from './heal.ts'
import { runJudged, type Scene, setScene } from './scene.ts'
import { inject, oneWorker } from './strace.ts'
import { openWorld } from './world.ts'

const isDraft = (path: string) => basename(path).startsWith('.beatpass-')

/** Beside the places, not in the homes of the runs. */
const draftsIn = ({ folder }: Scene) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    path => isDraft(path) && !path.startsWith('home-'),
  )

/** Longer than where many points are struck: each of these must be. */
const slowCreate = 'delay=1s@POST /access-tokens'

test('SIGKILL between a draft and its rename: the draft is gone after the next run', async () => {
  const world = await openWorld({ faults: [slowCreate] })
  const renames = (await callsAfterCreate(world)).filter(({ name }) => name.startsWith('rename'))
  // The `.env`, the age file.
  const points = renames.filter(({ file = '' }) => isDraft(file) && !file.includes('/home-'))
  expect(points).toHaveLength(2)
  for (const [at, point] of points.entries()) {
    const scene = await setScene(world, `ci-draft-${at}`, { kinds: ['env', 'age'] })
    const run = await runJudged(scene, {
      env: oneWorker,
      async during(running) {
        await createArrived(world)
        await inject(running.pid, point, 'signal=SIGKILL')
      },
    })
    expect([run.signal, draftsIn(scene)]).toEqual(['SIGKILL', [expect.any(String)]])
    expect([...told('killed run', run), ...(await healed(scene))]).toEqual([])
    expect(draftsIn(scene)).toEqual([])
    scene.remove()
  }
}, 300_000)
