import type { TakenStep } from '../operations/run-quickstart.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'

/** The steps that were taken, as JSON; nothing where none was. */
export function showTakenSteps(steps: readonly TakenStep[], terminal: Terminal): void {
  if (steps.length > 0) terminal.print(jsonText(steps, terminal.stdout))
}
