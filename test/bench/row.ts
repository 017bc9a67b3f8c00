import type { Scene } from './scene.ts'

/** One process to be measured: what to run, in which environment (nothing is inherited), and how it must end. */
export interface Side {
  /** For the table: `node -e 0`. */
  name: string
  command: readonly string[]
  env: Record<string, string>
  /** The exit code that shows that it did its work; 0 unless said. */
  exitCode?: number
  /** What its stdout must look like, for the same reason. */
  stdout?: RegExp
}

/** Two processes timed in turns, ours against another: the gate is on the median of the ratios. */
export interface PairedRow {
  kind: 'paired'
  ours: Side
  theirs: Side
  /** The same work by a script that does nothing else, against the same other in the same turns; see `judged`. */
  least?: Side
  /** How many times as long as that one it may take, where it is not the usual. */
  slack?: number
  /** The largest ratio that passes; without one the row only informs. */
  gate?: number
}

/** The peak memory of a process beyond that of another, in MiB. */
export interface MemoryRow {
  kind: 'memory'
  ours: Side
  floor: Side
  gate: number
}

/** Any other number, measured by the row itself. */
export interface MeasuredRow {
  kind: 'measured'
  name: string
  /** What it is measured against or in what way, in a few words. */
  how: string
  unit: 'ms' | 's' | 'MiB' | 'kB' | 'files' | 'x'
  /** One number for each round; `rounds` is what was asked for on the command line. */
  measure(rounds: number): Promise<readonly number[]>
  /** What the same work took a script that does nothing else, in the rounds just measured; see `judged`. */
  least?(): readonly number[]
  /** How many times as long as that it may take, where it is not the usual. */
  slack?: number
  /** The largest median that passes. */
  gate?: number
}

/** Something that cannot be measured here, and why: it is listed, so that nothing passes by being absent. */
export interface AbsentRow {
  kind: 'absent'
  name: string
  why: string
}

export type Row = PairedRow | MemoryRow | MeasuredRow | AbsentRow

/** The rows of one file in `rows/`. They are made when their turn comes; the scene ends what it started. */
export interface Topic {
  name: string
  rows(scene: Scene): Promise<readonly Row[]>
}
