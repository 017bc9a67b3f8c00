import { AnswerNotUnderstood } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { Field } from '../answers/field.ts'

/** A secret in an answer: visible characters and nothing else, so that it is one line wherever it is delivered or masked. */
export function secretOf(field: Field): Secret {
  const secret = new Secret(field.text())
  if (/^[\x21-\x7e]+$/.test(secret.reveal())) return secret
  throw new AnswerNotUnderstood(`the platform's answer was not understood: ${field.path} is not a secret`)
}
