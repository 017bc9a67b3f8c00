import { join } from 'node:path'
import type { MemoryRow, PairedRow, Row, Side } from './row.ts'
import { runSide } from './run-side.ts'
import type { Scene } from './scene.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** A row of the table. */
export interface Result {
  name: string
  against: string
  unit: string
  /** Ours. */
  value?: Spread
  theirs?: Spread
  /** Of each pair, ours by theirs. */
  ratio?: Spread
  gate?: number
  /** Left out where there is no gate. */
  passed?: boolean
  /** Why it was not measured. */
  absent?: string
}

/** How many pairs; memory and other measures take fewer rounds. */
export interface Effort {
  pairs: number
  rounds: number
}

export async function measure(row: Row, { pairs, rounds }: Effort, scene: Scene): Promise<Result> {
  switch (row.kind) {
    case 'paired':
      return await measurePair(row, pairs)
    case 'memory':
      return await measureMemory(row, rounds, scene)
    case 'measured': {
      const { name, how: against, unit } = row
      return judged({ name, against, unit, value: spreadOf(await row.measure(rounds)) }, 'value', row.gate)
    }
    case 'absent':
      return { name: row.name, against: '', unit: '', absent: row.why }
  }
}

/** In turns, the first one changing, so that what slows the machine down for a while slows both. */
async function measurePair({ ours, theirs, gate }: PairedRow, pairs: number): Promise<Result> {
  const [mine, others, ratios]: number[][] = [[], [], []]
  await runSide(ours)
  await runSide(theirs)
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? [ours, theirs] : [theirs, ours]
    const times = new Map<Side, number>()
    for (const side of order) times.set(side, (await runSide(side)).ms)
    const [a, b] = [times.get(ours) ?? Number.NaN, times.get(theirs) ?? Number.NaN]
    mine?.push(a)
    others?.push(b)
    ratios?.push(a / b)
  }
  const spreads = {
    value: spreadOf(mine ?? []),
    theirs: spreadOf(others ?? []),
    ratio: spreadOf(ratios ?? []),
  }
  return judged({ name: ours.name, against: theirs.name, unit: 'ms', ...spreads }, 'ratio', gate)
}

/** Asked of the process itself as it ends; both sides carry the same hook. Only for processes of Node. */
async function measureMemory(
  { ours, floor, gate }: MemoryRow,
  rounds: number,
  scene: Scene,
): Promise<Result> {
  const file = join(scene.project, 'test', 'bench', 'tell-peak.cjs')
  const peak = async (side: Side): Promise<number> => {
    const [node = '', ...args] = side.command
    return Number((await runSide({ ...side, command: [node, '--require', file, ...args] })).told) / 1024
  }
  const [more, theirs]: number[][] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const least = await peak(floor)
    theirs?.push(least)
    more?.push((await peak(ours)) - least)
  }
  const spreads = { value: spreadOf(more ?? []), theirs: spreadOf(theirs ?? []) }
  const against = `beyond ${floor.name}`
  return judged({ name: `memory of ${ours.name}`, against, unit: 'MiB', ...spreads }, 'value', gate)
}

function judged(result: Result, by: 'value' | 'ratio', gate: number | undefined): Result {
  if (gate === undefined) return result
  return { ...result, gate, passed: (result[by]?.median ?? Number.NaN) <= gate }
}
