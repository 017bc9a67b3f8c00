import { printable } from '../domain/printable.ts'
import type { Rotation } from '../operations/rotation.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { errorJson, throwFailures } from './outcomes.ts'
import { isoTime } from './time.ts'

/** Each label's outcome: a sentence for people, tab-separated fields in a pipe, or JSON; then throws what failed. */
export function showRotations(
  rotations: readonly Rotation[],
  terminal: Terminal,
  { json = false }: { json?: boolean },
): void {
  for (const { warnings } of rotations) for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json) terminal.print(jsonText(rotations.map(rotationJson), terminal.stdout))
  else if (rotations.length === 0) terminal.note('nothing to finish')
  else terminal.print(rotations.map(terminal.stdout.terminal ? sentence : fields).join(''))
  const errors = rotations.flatMap(({ error }) => (error ? [error] : []))
  throwFailures(errors, rotations.length, 'rotations')
}

function fields({ label, outcome, predecessor, successor, predecessorEndsAt }: Rotation): string {
  const cells = [label, outcome, predecessor?.id ?? '', successor?.id ?? '', isoTime(predecessorEndsAt)]
  return `${cells.map(printable).join('\t')}\n`
}

function sentence(rotation: Rotation): string {
  const { label, outcome, predecessor, successor, predecessorEndsAt } = rotation
  const name = printable(label)
  switch (outcome) {
    case 'rotated': {
      const ending = predecessorEndsAt ? `works until ${isoTime(predecessorEndsAt)}` : 'is revoked'
      return `${name}: token ${successor?.id} is in place; token ${predecessor?.id} ${ending}\n`
    }
    case 'finished':
      return `${name}: what was left over is revoked\n`
    case 'nothing-due':
      return `${name}: nothing to do\n`
    case 'planned':
      return successor
        ? `${name}: would revoke token ${predecessor?.id}, and keep token ${successor.id}\n`
        : `${name}: would replace token ${predecessor?.id}\n`
    default:
      return `${name}: ${outcome}\n`
  }
}

function rotationJson({ error, ...rotation }: Rotation) {
  return { ...rotation, ...(error ? { error: errorJson(error) } : {}) }
}
