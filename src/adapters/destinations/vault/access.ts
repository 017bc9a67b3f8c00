import { join, resolve } from 'node:path'
import { DestinationUnavailable, UnsafeEnvironment } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { codeOf, readPrivateFile } from '../../files/private-file.ts'
import { readOpenFile } from '../../files/read-open-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { serviceUrl, variable } from '../remote/service.ts'

/** Which Vault or OpenBao server, and which namespace of it. */
export interface VaultServer {
  title: 'Vault' | 'OpenBao'
  baseUrl: string
  namespace: string | undefined
}

/** How to reach one, and as whom. */
export interface VaultAccess extends VaultServer {
  token: Secret
  /** PEM of the authorities to trust instead of the usual ones. */
  ca: string | undefined
}

/** The server that the environment names, see `vaultAccess`. Throws `InvalidInput`. */
export function vaultServer(env: RemoteWorld['env']): VaultServer {
  const { isBao, look } = lookIn(env)
  const address = look('VAULT_ADDR', 'BAO_ADDR') ?? 'https://127.0.0.1:8200'
  return {
    title: isBao ? 'OpenBao' : 'Vault',
    baseUrl: serviceUrl(address, isBao ? 'BAO_ADDR' : 'VAULT_ADDR'),
    namespace: look('VAULT_NAMESPACE', 'BAO_NAMESPACE'),
  }
}

/** A namespace is a Vault of its own. */
export function serverInWords({ baseUrl, namespace }: VaultServer): string {
  const name = namespace?.replace(/^\/+|\/+$/g, '')
  return name ? `${baseUrl}, namespace ${name}` : baseUrl
}

/**
 * What the environment says, as the `vault` and `bao` commands read it: `VAULT_*` and then `BAO_*`, or the other way round
 * where only `BAO_ADDR` is set, so that a token goes to the server that it came with. Throws `InvalidInput`,
 * `UnsafeEnvironment` or `DestinationUnavailable`.
 */
export async function vaultAccess({ env, home, cwd }: RemoteWorld): Promise<VaultAccess> {
  const { look } = lookIn(env)
  refuseUnverified(env, 'VAULT_SKIP_VERIFY')
  refuseUnverified(env, 'BAO_SKIP_VERIFY')
  const server = vaultServer(env)
  const authority = look('VAULT_CACERT', 'BAO_CACERT')
  const token = look('VAULT_TOKEN', 'BAO_TOKEN')
  return {
    ...server,
    token: parseToken(
      token ?? (await storedToken(home)),
      token === undefined ? '~/.vault-token' : 'VAULT_TOKEN',
    ),
    ca: authority === undefined ? undefined : await certificate(resolve(cwd, authority)),
  }
}

function lookIn(env: RemoteWorld['env']) {
  const isBao = !variable(env, 'VAULT_ADDR') && variable(env, 'BAO_ADDR') !== undefined
  const look = (vault: string, bao: string) => variable(env, ...(isBao ? [bao, vault] : [vault, bao]))
  return { isBao, look }
}

function refuseUnverified(env: RemoteWorld['env'], name: string): void {
  const text = variable(env, name)
  if (text === undefined || /^(0|f|false)$/i.test(text)) return
  throw new UnsafeEnvironment(`${name} switches off the check of TLS certificates`, {
    hint: 'unset it; for an authority of your own set VAULT_CACERT to its certificate',
  })
}

/** What `vault login` leaves. */
async function storedToken(home: string): Promise<string | undefined> {
  const path = join(home, '.vault-token')
  try {
    return await readPrivateFile(path)
  } catch (error) {
    throw error instanceof UnsafeEnvironment ? error : unreadable(path, error)
  }
}

function parseToken(text: string | undefined, source: string): Secret {
  const token = text?.trim()
  if (!token) {
    throw new DestinationUnavailable('there is no Vault token', {
      hint: 'set VAULT_TOKEN (or BAO_TOKEN), or sign in with: vault login',
      failure: 'refused',
    })
  }
  if (/^[\x21-\x7e]+$/.test(token)) return new Secret(token)
  throw new DestinationUnavailable(`${source} holds what cannot be a Vault token`, {
    hint: 'a token is one line of letters, digits and signs',
    failure: 'refused',
  })
}

async function certificate(path: string): Promise<string> {
  try {
    return await readOpenFile(path)
  } catch (error) {
    throw unreadable(path, error)
  }
}

function unreadable(path: string, error: unknown): DestinationUnavailable {
  return new DestinationUnavailable(`cannot read ${path} (${codeOf(error)})`, {
    hint: 'look at the file and its owner',
    failure: 'refused',
    cause: error,
  })
}
