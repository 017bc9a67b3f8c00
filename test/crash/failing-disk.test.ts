import { expect, test } from 'vitest'
import { createArrived, slowCreate } from './at-create.ts'
import { callsAfterCreate } from './calls.ts'
import { healed, told, words } from './heal.ts'
import { inLanes, nightly, sampled, say } from './lanes.ts'
import { runJudged, setScene } from './scene.ts'
import { type CallPoint, type Injected, inject, oneWorker } from './strace.ts'
import { openWorld, type World } from './world.ts'

const errors = ['ENOSPC', 'EIO', 'EROFS', 'EMFILE']
const ways = [0, 3, 6, 8, 9, 12]
let labels = 0

interface Tally {
  ends: Map<string, number>
  /** How many errors met a file. */
  struck: number
}

/** The reads and writes of destinations and records, all in the folder of the scene; not what Node loads of the program. */
const touchesFiles = ({ file }: CallPoint) => file?.includes('/beatpass-crash-') ?? false

/** Where threads wake each other up in another order, a count means a wake-up, whose failure ends Node: that is no fault. */
async function failAt(point: CallPoint & { error: string }, world: World, tally: Tally) {
  const scene = await setScene(world, `ci-${labels++}`, { kinds: ['env', 'age'] })
  let injected: Injected | undefined
  const run = await runJudged(scene, {
    env: oneWorker,
    async during(running) {
      await createArrived(world)
      injected = await inject(running.pid, point, `error=${point.error}`)
    },
  })
  const end = String(run.exitCode ?? run.signal)
  tally.ends.set(end, (tally.ends.get(end) ?? 0) + 1)
  const found = told('run', run)
  if (run.exitCode !== null && !ways.includes(run.exitCode)) found.push(words(run))
  const file = await injected?.struckFile()
  if (file !== undefined) tally.struck++
  if (file !== undefined && run.exitCode === null) found.push(`ended by ${run.signal} over ${file}`)
  found.push(...(await healed(scene, { rerun: false })))
  scene.remove()
  return found
}

test('ENOSPC, EIO, EROFS, EMFILE at every file system call after the create: the exit code is true, the next run heals', async () => {
  const open = () => openWorld({ faults: [slowCreate] })
  const calls = (await callsAfterCreate(await open())).filter(touchesFiles)
  const points = sampled(
    calls.flatMap(call => errors.map(error => ({ ...call, error }))),
    16,
  )
  const tally: Tally = { ends: new Map(), struck: 0 }
  const complaints = await inLanes(points, nightly ? 8 : 4, open, (point, world) =>
    failAt(point, world, tally),
  )
  const counts = [...tally.ends].map(([end, count]) => `exit ${end}: ${count}`).join(', ')
  const all = calls.length * errors.length
  say(`${points.length} of ${all} file errors, ${tally.struck} of which met a file: ${counts}`)
  expect(complaints).toEqual([])
  expect(tally.struck / points.length).toBeGreaterThan(0.5)
}, 3_600_000)
