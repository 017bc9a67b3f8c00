import { AnswerNotUnderstood } from '../../domain/errors.ts'
import type { Account } from '../../domain/profile.ts'
import type { Field } from '../answers/field.ts'
import { opaqueId } from './opaque-id.ts'

/** The answer to `GET /me`, in Meetzy's envelope. */
export function readMeetzyUser(answer: Field): Account {
  if (answer.at('success').value !== true) {
    throw new AnswerNotUnderstood("the platform's answer was not understood: its success is not true")
  }
  const data = answer.at('data')
  return {
    id: opaqueId(data.at('id')),
    name: data.at('name').optional(it => it.text()),
    email: data.at('email').optional(it => it.text()),
  }
}
