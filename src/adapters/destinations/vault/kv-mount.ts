import type { VaultClient } from './vault-client.ts'

/** Where a path leads: the engine's own path, and the rest of it inside the engine. */
export interface KvMount {
  mount: string[]
  inside: string[]
}

/**
 * Asks the server which engine a path belongs to, as `vault kv` does: a mount's name may hold slashes, and version 1 would take
 * a write in the form of version 2 and keep it in the wrong place. Throws `DestinationUnavailable`.
 */
export async function locateMount(client: VaultClient, path: readonly string[]): Promise<KvMount> {
  const typed = path.join('/')
  const response = await client.send({
    kind: 'read',
    method: 'GET',
    path: ['sys', 'internal', 'ui', 'mounts', ...path],
  })
  if (response.status !== 200) {
    const needs = `it has no engine for '${typed}', or the token's policy allows nothing there: see vault secrets list`
    throw await client.refusal(`to tell which engine keeps ${typed}`, response, needs)
  }
  const { at, type, version } = await client.parse(response, body => {
    const data = body.at('data')
    return {
      at: data.at('path').text().replace(/\/$/, ''),
      type: data.at('type').text(),
      version: data
        .at('options')
        .at('version')
        .optional(field => field.text()),
    }
  })
  if (type !== 'kv' && type !== 'generic')
    throw await client.failure(
      `keeps no secrets at ${at}: it is of type ${type}`,
      'name a KV engine (version 2)',
    )
  if (version !== '2') {
    throw await client.failure(
      `has version 1 of the KV engine at ${at}, which cannot refuse a lost update`,
      `vault kv enable-versioning ${at} makes it version 2`,
    )
  }
  const mount = at.split('/')
  if (mount.some((part, index) => part !== path[index]))
    throw await client.failure(`gave another engine than that of ${typed}`, 'check its address')
  return { mount, inside: path.slice(mount.length) }
}
