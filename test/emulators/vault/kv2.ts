import type { Reply } from '../faulty-server.ts'

interface Version {
  data: Record<string, unknown>
  deleted: boolean
}

const none: Reply = { status: 404, body: { errors: [] } }
const mostVersions = 10

/** A KV version 2 engine, as its API documentation tells it: versions, check-and-set, soft deletion, merge patches. */
export class Kv2 {
  readonly #secrets = new Map<string, Map<number, Version>>()
  casRequired = false

  /** Whether a write is an update: only one of a secret that was never there, or gone for good, is a create. */
  exists(path: string): boolean {
    return this.#secrets.has(path)
  }

  /** Every stored field of every version, deleted ones too. */
  everything(): [string, [number, Version][]][] {
    return [...this.#secrets].map(([path, versions]) => [
      path,
      [...versions].map(entry => structuredClone(entry)),
    ])
  }

  read(path: string): Reply {
    const [number, version] = this.#latest(path) ?? []
    if (number === undefined || !version) return none
    const data = { data: version.deleted ? null : version.data, metadata: metadata(number, version.deleted) }
    return { status: version.deleted ? 404 : 200, body: envelope(data) }
  }

  write(path: string, body: unknown): Reply {
    const sent = sentIn(body)
    if (!sent) return refused('no data provided')
    const conflict = this.#compare(path, sent.cas)
    return conflict ?? this.#store(path, sent.data)
  }

  /** RFC 7396, for the fields of the secret. */
  patch(path: string, body: unknown): Reply {
    const sent = sentIn(body)
    if (!sent) return refused('no data provided')
    const [, version] = this.#latest(path) ?? []
    if (!version || version.deleted) return this.read(path)
    const conflict = this.#compare(path, sent.cas)
    return conflict ?? this.#store(path, merged(version.data, sent.data) as Record<string, unknown>)
  }

  /** Marks the latest version as deleted; its data stays. */
  deleteLatest(path: string): Reply {
    const [, version] = this.#latest(path) ?? []
    if (version) version.deleted = true
    return { status: 204 }
  }

  /** Removes every version. */
  deleteAll(path: string): Reply {
    this.#secrets.delete(path)
    return { status: 204 }
  }

  readMetadata(path: string): Reply {
    const [number] = this.#latest(path) ?? []
    return number === undefined ? none : { status: 200, body: envelope({ current_version: number }) }
  }

  #latest(path: string): [number, Version] | undefined {
    return [...(this.#secrets.get(path) ?? [])].at(-1)
  }

  #compare(path: string, cas: number | undefined): Reply | undefined {
    if (cas === undefined)
      return this.casRequired ? refused('check-and-set parameter required for this call') : undefined
    const [number = 0] = this.#latest(path) ?? []
    return cas === number ? undefined : refused('check-and-set parameter did not match the current version')
  }

  #store(path: string, data: Record<string, unknown>): Reply {
    const versions = this.#secrets.get(path) ?? new Map<number, Version>()
    const number = (this.#latest(path)?.[0] ?? 0) + 1
    versions.set(number, { data, deleted: false })
    versions.delete(number - mostVersions)
    this.#secrets.set(path, versions)
    return { status: 200, body: envelope(metadata(number, false)) }
  }
}

/** What Vault puts around every answer. */
export function envelope(data: unknown): Record<string, unknown> {
  const lease = { lease_id: '', renewable: false, lease_duration: 0 }
  return { request_id: 'b8a1', ...lease, data, wrap_info: null, warnings: null, auth: null }
}

/** 400, with one reason. */
export function refused(reason: string): Reply {
  return { status: 400, body: { errors: [reason] } }
}

function metadata(version: number, deleted: boolean) {
  const created_time = '2026-03-01T12:00:00.123456789Z'
  const deletion_time = deleted ? created_time : ''
  return { created_time, custom_metadata: null, deletion_time, destroyed: false, version }
}

function sentIn(body: unknown): { data: Record<string, unknown>; cas: number | undefined } | undefined {
  const { data, options } = (body ?? {}) as { data?: unknown; options?: { cas?: unknown } }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined
  const cas = options?.cas
  return { data: data as Record<string, unknown>, cas: typeof cas === 'number' ? cas : undefined }
}

function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: [string, unknown][] = Object.entries(isObject(target) ? target : {})
  const fields = new Map(result)
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) fields.delete(name)
    else fields.set(name, merged(fields.get(name), value))
  }
  return Object.fromEntries(fields)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
