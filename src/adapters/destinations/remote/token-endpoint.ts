import { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from './remote-world.ts'
import { Service, serviceUrl } from './service.ts'

/** A request to an OAuth 2 token endpoint. */
export interface TokenRequest {
  /** Begins every message: "Google sign-in". */
  title: string
  url: string
  /** Where the address is from, for a message: "token_uri of /home/x/key.json". */
  source: string
  /** The fields of the form; none of them is ever told. */
  form: Record<string, string>
  /** What to do when it is refused. */
  hint: string
}

/** The access token that the endpoint grants. Throws `InvalidInput` for an address that is not https, `DestinationUnavailable` when it refuses. */
export async function requestToken(request: TokenRequest, world: RemoteWorld): Promise<Secret> {
  const { title, url, source, form, hint } = request
  const service = new Service({ title, baseUrl: serviceUrl(url, source) }, world)
  const response = await service.send({
    // The same request twice grants two tokens, which harms nobody.
    kind: 'read',
    method: 'POST',
    path: '',
    headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    hidden: secretsIn(form),
  })
  if (response.status !== 200) {
    throw service.refusal('to give an access token', response, hint, wordsOf(response, form))
  }
  return service.parse(response, body => new Secret(body.at('access_token').text()))
}

/** Of the rest a part may come back: a scope is the address that an error speaks of. */
function secretsIn(form: TokenRequest['form']): Secret[] {
  return Object.entries(form)
    .filter(([name]) => /(secret|assertion|token)$/.test(name))
    .map(([, value]) => new Secret(value))
}

/** `invalid_grant: Token has been expired or revoked.`, without anything that was sent. */
function wordsOf(response: HttpResponse, form: Record<string, string>): string {
  const body = new Field(jsonIn(response.body))
  const words = [body.at('error').value, body.at('error_description').value].filter(
    one => typeof one === 'string',
  )
  const sent = Object.values(form).filter(value => value.length >= 8)
  return sent.reduce(
    (text, value) => text.replaceAll(value, '[hidden]'),
    words.join(': ').split(/\r?\n/)[0] ?? '',
  )
}
