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
  /** Of the script that does nothing else: its ratio where there is one, else its value. */
  least?: Spread
  /** The figure of speed.md. */
  gate?: number
  /** The largest that passes here: `gate`, or what `judged` allows beyond the least script where that is more. */
  allowed?: number
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
      const value = spreadOf(await row.measure(rounds))
      const least = row.least && spreadOf(row.least())
      const result = { name, against, unit, value, ...(least && { least }) }
      return judged(result, 'value', row.gate, row.slack)
    }
    case 'absent':
      return { name: row.name, against: '', unit: '', absent: row.why }
  }
}

/** In turns, the first one changing, so that what slows the machine down for a while slows both. */
async function measurePair({ ours, theirs, least, ...row }: PairedRow, pairs: number): Promise<Result> {
  const sides = [ours, theirs, ...(least ? [least] : [])]
  const rounds: Map<Side, number>[] = []
  for (const side of sides) await runSide(side)
  for (let pair = 0; pair < pairs; pair++) {
    const times = new Map<Side, number>()
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) times.set(side, (await runSide(side)).ms)
    rounds.push(times)
  }
  const timeOf = (side: Side) => (times: Map<Side, number>) => times.get(side) ?? Number.NaN
  const ratioOf = (side: Side) => (times: Map<Side, number>) => timeOf(side)(times) / timeOf(theirs)(times)
  const spreads = {
    value: spreadOf(rounds.map(timeOf(ours))),
    theirs: spreadOf(rounds.map(timeOf(theirs))),
    ratio: spreadOf(rounds.map(ratioOf(ours))),
    ...(least && { least: spreadOf(rounds.map(ratioOf(least))) }),
  }
  const result = { name: ours.name, against: theirs.name, unit: 'ms', ...spreads }
  return judged(result, 'ratio', row.gate, row.slack)
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

/**
 * How many times as long as the least script a command may take, whatever that takes on this machine: what the figures of
 * speed.md allow beyond what was measured with Node alone (0.28 s for 0.20 s), and the 5 to 10 % for the noise.
 */
const usualSlack = 1.5

/** With what passes, where something has to: speed.md's figure, or what this machine allows where that is more. */
export function judged(
  result: Result,
  by: 'value' | 'ratio',
  gate: number | undefined,
  slack = usualSlack,
): Result {
  if (gate === undefined) return result
  const allowed = Math.max(gate, slack * (result.least?.median ?? 0))
  return { ...result, gate, allowed, passed: (result[by]?.median ?? Number.NaN) <= allowed }
}
