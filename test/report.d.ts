import type { Reporter } from 'vitest/node'

/** See report.js, which runs without a step before it. */
export class Report implements Reporter {
  constructor(path: string)
}

export interface Counts {
  passed: number
  skipped: string[]
  failures: string[]
}

export function countTests(path: string): Counts
