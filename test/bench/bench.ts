import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Effort, measure, type Result } from './measure.ts'
import { unquiet } from './quiet.ts'
import type { Topic } from './row.ts'
import { singleBinary } from './rows/binary.ts'
import { largeLists } from './rows/large-lists.ts'
import { many, manyMore } from './rows/many.ts'
import { oneRequest } from './rows/one-request.ts'
import { packaged } from './rows/package.ts'
import { rotation } from './rows/rotation.ts'
import { startUp } from './rows/start-up.ts'
import { Scene } from './scene.ts'
import { tableOf } from './table.ts'

// In the order of the table.
const topics: readonly Topic[] = [startUp, oneRequest, rotation, many, largeLists, packaged, singleBinary]
/** Measured only where it is asked for by name. */
const longTopics: readonly Topic[] = [manyMore]

const usage = `npm run bench -- [--quick] [--pairs N] [--only TOPIC]... [--json FILE] [--anyway]
topics: ${topics.map(({ name }) => name).join(', ')}; by name alone: ${longTopics.map(({ name }) => name).join(', ')}
--anyway measures on a machine that is not quiet; nothing passes there`

const print = (text: string) => process.stdout.write(`${text}\n`)

/** Measures, prints the table, writes it as JSON. Gives the exit code: 1 when a gate fell or the machine was not quiet. */
export async function bench(args: readonly string[], project: string): Promise<number> {
  const options = parse(args)
  if (!options) return 2
  if (!existsSync(join(project, 'dist', 'front.cjs')))
    throw new Error('there is no dist: npm run build first')
  const { effort, chosen, anyway, file } = options
  const before = anyway ? await control(effort, project) : await quietControl(effort, project)
  const busy = unquiet(before)
  if (busy && !anyway) {
    print(`the machine is not quiet: ${busy}. Nothing was measured.`)
    return 1
  }
  const results = [before]
  for (const topic of chosen) results.push(...(await measureTopic(topic, effort, project)))
  // Once, and at once: it tells how it was while the rows were measured.
  const after = await control(effort, project)
  const busyLater = unquiet(after)
  results.push(after)
  const about = { date: new Date().toISOString(), ...machine(), ...effort, quiet: !busy && !busyLater }
  await writeFile(file, `${JSON.stringify({ ...about, results }, null, 2)}\n`)
  print(
    `${tableOf(results)}\n${about.date.slice(0, 10)}, ${about.machine}, Node ${about.node}, ${effort.pairs} pairs`,
  )
  if (!about.quiet) print(`the machine was not quiet: ${busy ?? busyLater}`)
  const fallen = results.filter(({ passed }) => passed === false)
  for (const { name, against } of fallen) print(`gate fell: ${name} against ${against}`)
  return fallen.length === 0 && about.quiet ? 0 : 1
}

async function measureTopic(topic: Topic, effort: Effort, project: string): Promise<Result[]> {
  const scene = await Scene.open(project)
  try {
    const results: Result[] = []
    for (const row of await topic.rows(scene)) {
      results.push(await measure(row, effort, scene))
      process.stderr.write(`${results.at(-1)?.name}\n`)
    }
    return results
  } finally {
    await scene.close()
  }
}

const attempts = 10
const pause = 20_000

/** Before anything is measured, what is busy for a moment is waited for; the last control is given, quiet or not. */
async function quietControl(effort: Effort, project: string): Promise<Result> {
  let result = await control(effort, project)
  for (let attempt = 1; attempt < attempts && unquiet(result); attempt++) {
    process.stderr.write(`waiting for a quiet machine: ${unquiet(result)}\n`)
    await sleep(pause)
    result = await control(effort, project)
  }
  return result
}

/** A pair of equal commands: what it shows beside 1 is the machine. */
async function control(effort: Effort, project: string): Promise<Result> {
  const scene = await Scene.open(project)
  const { bareNode } = scene
  try {
    return await measure({ kind: 'paired', ours: bareNode, theirs: { ...bareNode } }, effort, scene)
  } finally {
    await scene.close()
  }
}

function machine() {
  const [{ model = 'unknown' } = {}] = cpus()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`
  return {
    machine: `${cpus().length} × ${model.trim()}, ${memory}`,
    node: process.versions.node,
    load: loadavg(),
  }
}

function parse(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      pairs: { type: 'string' },
      only: { type: 'string', multiple: true },
      json: { type: 'string', default: 'bench.json' },
      anyway: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const { only } = values
  const chosen = only ? [...topics, ...longTopics].filter(({ name }) => only.includes(name)) : topics
  const pairs = Number(values.pairs ?? (values.quick ? 10 : 40))
  if (values.help || chosen.length === 0 || !Number.isInteger(pairs) || pairs < 1) {
    print(usage)
    return undefined
  }
  const effort = { pairs, rounds: Math.max(3, Math.round(pairs / 4)) }
  return { effort, chosen, anyway: values.anyway, file: values.json }
}
