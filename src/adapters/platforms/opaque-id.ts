import { AnswerNotUnderstood } from '../../domain/errors.ts'
import type { Field } from '../answers/field.ts'

/** An id in an answer that may be anything one can type: a number, or up to 100 visible characters of ASCII. */
export function opaqueId(field: Field): string {
  const { value } = field
  if (typeof value === 'number') return field.id()
  const text = field.text()
  if (/^[\x21-\x7e]{1,100}$/.test(text)) return text
  throw new AnswerNotUnderstood(`the platform's answer was not understood: ${field.path} is not an id`)
}
