import { DestinationUnavailable, UnsafeEnvironment } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, type ServiceCall, serviceUrl, variable } from '../remote/service.ts'
import type { DopplerAddress } from './address.ts'

/** An entry of `change_requests`; `null` where there was nothing before. */
export interface DopplerChange {
  name: string
  originalName: string | null
  value: string
  originalValue: string | null
}

/** The calls of Doppler's API that concern one secret. Nothing is looked up before the first. */
export class DopplerClient {
  readonly #address: DopplerAddress
  readonly #world: RemoteWorld
  #opened: { service: Service; token: Secret } | undefined

  constructor(address: DopplerAddress, world: RemoteWorld) {
    this.#address = address
    this.#world = world
  }

  /** Throws `DestinationUnavailable` where the token cannot see the config. */
  async checkConfig(): Promise<void> {
    const { project, config } = this.#address
    const response = await this.#get('config', { project, config })
    if (response.status !== 200) throw this.#refusal('to show the config', response)
    const found = this.#open().service.parse(response, body => body.at('config').at('name').text())
    if (found === config) return
    throw new DestinationUnavailable(`Doppler showed config '${found}' for '${config}'`, {
      hint: 'write the name as Doppler has it',
      failure: 'refused',
    })
  }

  /** The names of all secrets of the config. */
  async names(): Promise<string[]> {
    const { project, config } = this.#address
    const response = await this.#get('config/secrets/names', { project, config })
    if (response.status !== 200) throw this.#refusal('to list the names of secrets', response)
    return this.#open().service.parse(response, body =>
      body
        .at('names')
        .list()
        .map(name => name.text()),
    )
  }

  /** The secret's raw value, null where the token may not see it; `undefined` where there is no such secret. */
  async read(): Promise<{ raw: string | null } | undefined> {
    const { project, config, name } = this.#address
    const response = await this.#get('config/secret', { project, config, name })
    if (response.status === 404 && !(await this.names()).includes(name)) return undefined
    if (response.status !== 200) throw this.#refusal(`to read ${name}`, response)
    return this.#open().service.parse(response, body => ({
      raw: body
        .at('value')
        .at('raw')
        .optional(value => value.text()),
    }))
  }

  /** Gives the refusal of a change that may only be one of its condition; throws any other. */
  async change(change: DopplerChange): Promise<DestinationUnavailable | undefined> {
    const { project, config } = this.#address
    const response = await this.#send({
      kind: 'write',
      method: 'POST',
      path: '/v3/configs/config/secrets',
      body: JSON.stringify({ project, config, change_requests: [change] }),
      hidden: [change.value, change.originalValue ?? ''].map(text => new Secret(text)),
    })
    if (response.status === 200) return undefined
    const refusal = this.#refusal(`to write ${change.name}`, response)
    if ([400, 409, 412, 422].includes(response.status)) return refusal
    throw refusal
  }

  #get(what: string, query: Record<string, string>): Promise<HttpResponse> {
    const path = `/v3/configs/${what}?${new URLSearchParams(query)}`
    return this.#send({ kind: 'read', method: 'GET', path })
  }

  #send(call: Omit<ServiceCall, 'headers'>): Promise<HttpResponse> {
    const { service, token } = this.#open()
    const headers = { accept: 'application/json', authorization: `Bearer ${token.reveal()}` }
    const typed = call.body === undefined ? headers : { ...headers, 'content-type': 'application/json' }
    return service.send({ ...call, headers: typed })
  }

  #refusal(what: string, response: HttpResponse): DestinationUnavailable {
    const { project, config } = this.#address
    const hints: Record<number, string> = {
      401: 'set DOPPLER_TOKEN to a live token: doppler configs tokens create',
      403: `the token must have read and write access to config '${config}' of project '${project}'`,
      404: `doppler configs --project ${project} shows its configs`,
    }
    const hint = hints[response.status] ?? 'see that config in the Doppler dashboard'
    return this.#open().service.refusal(what, response, hint, messagesIn(response))
  }

  #open() {
    this.#opened ??= openDoppler(this.#world)
    return this.#opened
  }
}

function openDoppler(world: RemoteWorld): { service: Service; token: Secret } {
  const { env } = world
  const verify = variable(env, 'DOPPLER_VERIFY_TLS')
  if (verify !== undefined && !/^(1|t|true)$/i.test(verify)) {
    throw new UnsafeEnvironment('DOPPLER_VERIFY_TLS switches off the check of TLS certificates', {
      hint: 'unset it; for an authority of your own set NODE_EXTRA_CA_CERTS to its certificate',
    })
  }
  const token = variable(env, 'DOPPLER_TOKEN')?.trim() ?? ''
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new DestinationUnavailable(
      token === '' ? 'there is no Doppler token' : 'DOPPLER_TOKEN holds no token',
      {
        hint: 'set DOPPLER_TOKEN to a token with read and write access to the config',
        failure: 'refused',
      },
    )
  }
  return {
    service: new Service({ title: 'Doppler', baseUrl: dopplerServer(env) }, world),
    token: new Secret(token),
  }
}

/** The address of Doppler's API. Throws `InvalidInput` for what is not https, nor http on loopback. */
export function dopplerServer(env: RemoteWorld['env']): string {
  return serviceUrl(variable(env, 'DOPPLER_API_HOST') ?? 'https://api.doppler.com', 'DOPPLER_API_HOST')
}

/** Why, in Doppler's own words. */
function messagesIn(response: HttpResponse): string {
  const { value } = new Field(jsonIn(response.body)).at('messages')
  return Array.isArray(value) ? value.filter(one => typeof one === 'string').join('; ') : ''
}
