import { type Application, applicationTypes } from '../../domain/application.ts'
import { AnswerNotUnderstood, AppNotFound } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Applications, NewApplication } from '../../ports/applications.ts'
import type { PlatformFacts } from '../../ports/platform.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import type { Field } from '../answers/field.ts'
import type { Caller } from '../transports/retries.ts'
import { jsonOf } from './beatpass-answers.ts'
import type { Call } from './call.ts'
import { envelopeRefusal } from './envelope-refusals.ts'
import { isGood, JsonCalls, readWritten, redactionOf, type Sent } from './json-calls.ts'
import { secretOf } from './secret-of.ts'

const application = 'the application'

/** BeatConnect's calls for OAuth applications, all of them ours (see its facts). */
export class BeatConnectApps implements Omit<Applications, 'scopes'> {
  readonly #calls: JsonCalls
  readonly #facts: PlatformFacts

  constructor(apiUrl: string, facts: PlatformFacts, caller: Caller) {
    this.#calls = new JsonCalls(apiUrl, caller)
    this.#facts = facts
  }

  /** See the port. */
  async list(credential: Secret): Promise<Application[]> {
    const response = await this.#ask({ kind: 'read' }, { method: 'GET', path: '/apps', credential })
    return jsonOf(response).at('data').list().map(readApplication)
  }

  /** See the port. */
  async find(credential: Secret, id: string): Promise<Application> {
    const sent = { method: 'GET', path: pathOf(id), credential } as const
    return readApplication(jsonOf(await this.#ask({ kind: 'read' }, sent, id)).at('data'))
  }

  /** See the port. */
  async create(credential: Secret, { name, type, redirectUris, scopes }: NewApplication) {
    const call = { kind: 'create', name, what: 'an application' } as const
    const body = { name, type, redirect_uris: redirectUris, scopes }
    const response = await this.#ask(call, { method: 'POST', path: '/apps', credential, body })
    return readWritten(call, () => {
      const answer = jsonOf(response)
      // A web application without one would be told to be created, and nobody would have its secret.
      const secret = type === 'web' ? secretOf(answer.at('client_secret')) : undefined
      return { app: readApplication(answer.at('data')), secret }
    })
  }

  /** See the port. */
  async renewSecret(credential: Secret, id: string): Promise<Secret> {
    const call = { kind: 'create', name: id, what: 'a new secret of application' } as const
    const sent = { method: 'POST', path: `${pathOf(id)}/secret`, credential } as const
    const response = await this.#ask(call, sent, id)
    return readWritten(call, () => secretOf(jsonOf(response).at('client_secret')))
  }

  /** See the port. */
  async revoke(credential: Secret, id: string): Promise<void> {
    const call = { kind: 'revoke', id, what: application } as const
    await this.#ask(call, { method: 'DELETE', path: pathOf(id), credential }, id)
  }

  async #ask(call: Call, sent: Sent, id?: string): Promise<HttpResponse> {
    const response = await this.#calls.send(call, sent)
    if (isGood(response)) return response
    if (response.status === 404 && id !== undefined)
      throw new AppNotFound(`no application has the id '${id}'`)
    const redact = redactionOf(sent)
    throw envelopeRefusal(response, { facts: this.#facts, apiUrl: this.#calls.apiUrl, redact })
  }
}

const pathOf = (id: string) => `/apps/${encodeURIComponent(id)}`

function readApplication(app: Field): Application {
  const type = applicationTypes.find(one => one === app.at('type').text())
  if (!type) throw new AnswerNotUnderstood(`the platform's answer was not understood: ${app.path}.type`)
  const texts = (name: string) =>
    app
      .at(name)
      .list()
      .map(one => one.text())
  return {
    id: app.at('id').text(),
    name: app.at('name').text(),
    type,
    status: app.at('status').text() === 'revoked' ? 'revoked' : 'active',
    redirectUris: texts('redirect_uris'),
    scopes: texts('scopes'),
    createdAt: app.at('created_at').optional(it => it.date()),
  }
}
