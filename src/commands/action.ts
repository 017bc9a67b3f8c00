import type { Ports } from '../ports/ports.ts'
import type { LeanPorts } from './open-ports.ts'

/** What a command line gave, as commander tells it to a command. */
export interface Given {
  /** By attribute, those of the commands above it too. */
  options: Readonly<Record<string, unknown>>
  operands: readonly string[]
}

/** The value of an option that has a parser of its own, by attribute: it is not among those that are given yet. */
export type Unparsed = readonly [attribute: string, text: string]

/** Gives a command what it may touch; called once. */
export interface Opening {
  /** What takes part in delivering too. */
  whole(): Promise<Ports>
  /** Enough to ask and tell, and quicker. */
  lean(): Promise<LeanPorts>
}

/** What a command does, once its command line was read. */
export type Action = (given: Given, open: Opening) => Promise<void>
