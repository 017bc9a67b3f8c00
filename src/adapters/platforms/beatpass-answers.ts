import { AnswerNotUnderstood } from '../../domain/errors.ts'
import type { Account } from '../../domain/profile.ts'
import { Secret } from '../../domain/secret.ts'
import type { PlatformToken } from '../../domain/token.ts'
import type { SignedIn } from '../../ports/platform.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import { Field } from '../answers/field.ts'

// The generations of the code base are told apart by shape: `{status, …}`, the same without `status`, `{data: {…}}`.
// Only the fields named here are read; nothing else of an answer is kept.

/** The JSON of an answer. Throws `AnswerNotUnderstood` for anything else, without quoting it. */
export function jsonOf(response: HttpResponse): Field {
  try {
    return new Field(JSON.parse(response.body))
  } catch {
    throw notJson(response)
  }
}

/** An answer that is no JSON; the beginning of its body will do. */
export function notJson({ status, headers, body }: HttpResponse): AnswerNotUnderstood {
  const page = /html/i.test(headers['content-type'] ?? '') || body.trimStart().startsWith('<')
  const what = body === '' ? 'nothing' : page ? 'a web page' : 'something that is not JSON'
  return new AnswerNotUnderstood(`the platform answered ${status} with ${what}`, {
    hint: 'is the API address right, and is there a proxy or a sign-in page in between',
  })
}

/** The answer to a sign-in; `undefined` when it asks for a second factor instead. */
export function readSignIn(answer: Field): SignedIn | undefined {
  const root = rootOf(answer, ['user', 'two_factor'])
  const user = userOf(root)
  const token = user.at('access_token')
  if (root.at('two_factor').value === true && !token.present) return undefined
  return { secret: readSecret(token, 'access_token'), account: readAccount(user) }
}

/** The answer to `GET /users/me?with=tokens`; `tokens` is null in generations that list them elsewhere. */
export function readUser(answer: Field): { account: Account; tokens: Field | null } {
  const user = userOf(rootOf(answer, ['user']))
  return { account: readAccount(user), tokens: user.at('tokens').optional(it => it) }
}

/** The list in the answer to `GET /account-settings`. */
export function readSettings(answer: Field): Field {
  const root = rootOf(answer, ['tokens', 'user'])
  return root.at('tokens').present ? root.at('tokens') : userOf(root).at('tokens')
}

/** The answer to `POST /access-tokens`: the secret must be the token's own. */
export function readCreated(answer: Field): { token: PlatformToken; secret: Secret } {
  const root = rootOf(answer, ['token', 'plainTextToken'])
  const token = readToken(root.at('token'))
  const secret = readSecret(root.at('plainTextToken'), 'plainTextToken')
  if (secret.tokenId !== token.id) {
    throw new AnswerNotUnderstood(
      "the platform's answer was not understood: plainTextToken belongs to another token",
    )
  }
  return { token, secret }
}

function rootOf(answer: Field, names: string[]): Field {
  const data = answer.at('data')
  const root = data.isObject && !names.some(name => answer.at(name).present) ? data : answer
  const status = answer.at('status')
  if (status.present && status.value !== 'success') {
    throw new AnswerNotUnderstood("the platform's answer was not understood: its status is not success")
  }
  return root
}

/** The user may be in a field of its own or be the data itself. */
function userOf(root: Field): Field {
  return root.at('user').present || !root.at('id').present ? root.at('user') : root
}

function readAccount(user: Field): Account {
  const name = user.at('display_name').present ? user.at('display_name') : user.at('name')
  return {
    id: user.at('id').id(),
    name: name.optional(it => it.text()),
    email: user.at('email').optional(it => it.text()),
  }
}

/** A token in an answer. */
export function readToken(token: Field): PlatformToken {
  const date = (name: string) => token.at(name).optional(it => it.date())
  return {
    id: token.at('id').id(),
    name: token.at('name').text(),
    createdAt: date('created_at'),
    expiresAt: date('expires_at'),
    lastUsedAt: date('last_used_at'),
    environment: null,
    revoked: false,
  }
}

function readSecret(field: Field, name: string): Secret {
  const secret = new Secret(field.text())
  if (/^\d{1,20}\|[\x21-\x7e]+$/.test(secret.reveal())) return secret
  throw new AnswerNotUnderstood(`the platform's answer was not understood: ${name} is not '<id>|<secret>'`)
}
