import { randomUUID } from 'node:crypto'

/** A `Status`, as the API server refuses. */
export class Refused extends Error {
  readonly code: number
  readonly reason: string
  readonly details: Record<string, string> | undefined
  constructor(code: number, reason: string, message: string, details?: Record<string, string>) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  get status() {
    const { message, reason, details, code } = this
    const told = details === undefined ? {} : { details }
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason,
      ...told,
      code,
    }
  }
}

export interface KubeSecret {
  kind: 'Secret'
  apiVersion: 'v1'
  metadata: {
    name: string
    namespace: string
    uid: string
    resourceVersion: string
    creationTimestamp: string
  }
  immutable?: boolean
  data?: Record<string, string>
  type: string
}

type Json = Record<string, unknown>

const most = 1024 * 1024
const nameForm = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/** The secrets of a cluster in memory, with the rules that the API server has for them. */
export class KubeSecrets {
  readonly #held = new Map<string, KubeSecret>()
  #version = 100
  readonly namespaces = ['default', 'team']

  get(namespace: string, name: string): KubeSecret {
    const found = this.#held.get(`${namespace}/${name}`)
    if (found) return found
    throw new Refused(404, 'NotFound', `secrets "${name}" not found`, { name, kind: 'secrets' })
  }

  all(namespace: string): KubeSecret[] {
    return [...this.#held.values()].filter(({ metadata }) => metadata.namespace === namespace)
  }

  create(namespace: string, body: Json, dryRun = false): KubeSecret {
    const given = object(body.metadata)
    const name = String(given.name ?? '')
    if (body.kind !== 'Secret' || body.apiVersion !== 'v1') {
      throw new Refused(400, 'BadRequest', 'the object provided is unrecognized (must be of type Secret)')
    }
    if (given.namespace !== undefined && given.namespace !== namespace) {
      throw new Refused(
        400,
        'BadRequest',
        'the namespace of the provided object does not match the namespace sent on the request',
      )
    }
    if (!this.namespaces.includes(namespace)) {
      throw new Refused(404, 'NotFound', `namespaces "${namespace}" not found`, {
        name: namespace,
        kind: 'namespaces',
      })
    }
    const made: KubeSecret = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: {
        name,
        namespace,
        uid: randomUUID(),
        resourceVersion: '',
        creationTimestamp: '2026-03-01T12:00:00Z',
      },
      ...(body.immutable === true ? { immutable: true } : {}),
      data: { ...(body.data as Record<string, string>) },
      type: String(body.type ?? 'Opaque'),
    }
    refuseOtherThanBase64(made, new Refused(400, 'BadRequest', 'illegal base64 data at input byte 0'))
    check(made)
    if (this.#held.has(`${namespace}/${name}`)) {
      throw new Refused(409, 'AlreadyExists', `secrets "${name}" already exists`, { name, kind: 'secrets' })
    }
    return this.#keep(made, dryRun)
  }

  /** A merge patch (RFC 7396) of data, type, immutable and the resourceVersion that it is conditional on. */
  patch(namespace: string, name: string, body: Json, dryRun = false): KubeSecret {
    const old = this.get(namespace, name)
    const { resourceVersion } = object(body.metadata)
    if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
      const changed =
        'the object has been modified; please apply your changes to the latest version and try again'
      throw new Refused(409, 'Conflict', `Operation cannot be fulfilled on secrets "${name}": ${changed}`, {
        name,
        kind: 'secrets',
      })
    }
    const data = { ...old.data, ...object(body.data) }
    const kept = Object.entries(data).filter(([, value]) => value !== null) as [string, string][]
    const made = {
      ...old,
      data: Object.fromEntries(kept),
      ...(typeof body.immutable === 'boolean' ? { immutable: body.immutable } : {}),
    }
    refuseOtherThanBase64(made, invalid(name, 'patch: Invalid value: illegal base64 data at input byte 0'))
    check(made)
    const same = JSON.stringify(made) === JSON.stringify(old)
    if (old.immutable && !same) {
      throw invalid(name, 'data: Forbidden: field is immutable when `immutable` is set')
    }
    return same ? old : this.#keep(made, dryRun)
  }

  #keep(made: KubeSecret, dryRun: boolean): KubeSecret {
    if (dryRun) return made
    const kept = { ...made, metadata: { ...made.metadata, resourceVersion: String(++this.#version) } }
    this.#held.set(`${made.metadata.namespace}/${made.metadata.name}`, kept)
    return kept
  }
}

/** It cannot be read at all: of a new secret that is a bad request, of a change an invalid one. */
function refuseOtherThanBase64({ data = {} }: KubeSecret, refused: Refused): void {
  const isBase64 = (value: unknown) =>
    typeof value === 'string' && Buffer.from(value, 'base64').toString('base64') === value
  if (!Object.values(data).every(isBase64)) throw refused
}

function check({ metadata: { name }, data = {} }: KubeSecret): void {
  if (name.length > 253 || !nameForm.test(name))
    throw invalid(name, `metadata.name: Invalid value: "${name}"`)
  for (const key of Object.keys(data)) {
    if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) throw invalid(name, `data[${key}]: Invalid value: "${key}"`)
  }
  const size = Object.values(data).reduce((sum, value) => sum + Buffer.from(value, 'base64').length, 0)
  if (size > most) throw invalid(name, `data: Too long: must have at most ${most} bytes`)
}

function invalid(name: string, what: string): Refused {
  return new Refused(422, 'Invalid', `Secret "${name}" is invalid: ${what}`, { name, kind: 'Secret' })
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}
