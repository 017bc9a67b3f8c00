import { AnswerNotUnderstood } from '../../domain/errors.ts'
import type { Account } from '../../domain/profile.ts'
import { Secret } from '../../domain/secret.ts'
import type { Field } from '../answers/field.ts'

/** The answer to `POST /login`: the token, bare. */
export function readLogin(answer: Field): Secret {
  const secret = new Secret(answer.at('token').text())
  if (secret.tokenId !== undefined && /^\d+\|[\x21-\x7e]+$/.test(secret.reveal())) return secret
  throw new AnswerNotUnderstood("the platform's answer was not understood: token is not '<id>|<secret>'")
}

/** The answer to `GET /user`. What the user may do is in there too, and is not kept. */
export function readNuwebUser(answer: Field): Account {
  return {
    id: answer.at('id').id(),
    name: answer.at('name').optional(it => it.text()),
    email: answer.at('email').optional(it => it.text()),
  }
}
