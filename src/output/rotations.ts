import { printable } from '../domain/printable.ts'
import type { Rotation } from '../operations/rotation.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { errorJson, throwFailures } from './outcomes.ts'
import { isoTime } from './time.ts'

interface Options {
  json?: boolean
  /** The secret went there: outcomes become remarks. */
  stdoutTaken?: boolean
}

/** Each label's outcome: a sentence for people, tab-separated fields in a pipe, or JSON; then throws what failed. */
export function showRotations(
  rotations: readonly Rotation[],
  terminal: Terminal,
  { json = false, stdoutTaken = false }: Options,
): void {
  for (const { warnings } of rotations) for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json)
    terminal.print(
      jsonText(
        rotations.map(one => rotationJson(one, terminal)),
        terminal.stdout,
      ),
    )
  else if (rotations.length === 0) terminal.note('nothing to finish')
  else if (stdoutTaken) for (const rotation of rotations) terminal.note(sentence(rotation))
  else if (terminal.stdout.terminal)
    terminal.print(rotations.map(rotation => `${sentence(rotation)}\n`).join(''))
  else terminal.print(rotations.map(fields).join(''))
  const errors = rotations.flatMap(({ error }) => (error ? [error] : []))
  throwFailures(errors, rotations.length, 'rotations', { repeats: true })
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
      const inPlace = `${name}: token ${successor?.id} is in place`
      if (!predecessor) return inPlace
      if (predecessorEndsAt)
        return `${inPlace}; token ${predecessor.id} works until ${isoTime(predecessorEndsAt)}`
      return `${inPlace}; token ${predecessor.id} ${predecessor.status === 'missing' ? 'is gone' : 'is revoked'}`
    }
    case 'finished':
      return `${name}: what was left over is revoked`
    case 'nothing-due':
      return `${name}: nothing to do${predecessorEndsAt ? ` before ${isoTime(predecessorEndsAt)}` : ''}`
    case 'planned':
      return successor
        ? `${name}: would revoke token ${predecessor?.id}, and keep token ${successor.id}`
        : `${name}: would replace token ${predecessor?.id}`
    default:
      return `${name}: ${outcome}`
  }
}

/** The fields that scripts rely on, then the steps that were taken. */
function rotationJson({ error, ...rotation }: Rotation, terminal: Terminal) {
  const warnings = rotation.warnings.map(warning => terminal.retold(warning))
  return { ...rotation, warnings, ...(error ? { error: errorJson(error, terminal) } : {}) }
}
