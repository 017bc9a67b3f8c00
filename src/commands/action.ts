import type { LeanPorts } from './open-ports.ts'

/** What a command line gave, as commander tells it to a command. */
export interface Given {
  /** By attribute, those of the commands above it too. */
  options: Readonly<Record<string, unknown>>
  operands: readonly string[]
}

/** What a command does, once its command line was read; `open` gives it what it may touch. */
export type Action = (given: Given, open: () => Promise<LeanPorts>) => Promise<void>
