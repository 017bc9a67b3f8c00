import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { childEnvironment } from '../child-environment.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { serviceUrl, variable } from '../remote/service.ts'

/** What GitHub is asked with, and where it came from: `GH_TOKEN`, or `gh auth token`. */
export interface GithubCredential {
  secret: Secret
  source: string
}

/** Which GitHub: the address of its API, and the host that people know. */
export interface GithubServer {
  apiUrl: string
  host: string
}

const longestLook = 10_000

/**
 * From `GITHUB_API_URL`, else `GH_HOST`, else github.com. A runner sets the first by itself, so in a workflow a `GH_HOST`
 * that somebody chose wins. Throws `InvalidInput` for an address that is not https, nor http on loopback.
 */
export function githubServer(env: RemoteWorld['env']): GithubServer {
  const [api, host] = [variable(env, 'GITHUB_API_URL'), variable(env, 'GH_HOST')]
  if (api && !(host && env.GITHUB_ACTIONS === 'true')) {
    const apiUrl = serviceUrl(api, 'GITHUB_API_URL')
    return { apiUrl, host: new URL(apiUrl).host.replace(/^api\.(?=github\.com$|.*\.ghe\.com$)/, '') }
  }
  const chosen = (host ?? 'github.com').toLowerCase()
  const onGithub = chosen === 'github.com' || chosen.endsWith('.ghe.com')
  const apiUrl = onGithub ? `https://api.${chosen}` : `https://${chosen}/api/v3`
  return { apiUrl: serviceUrl(apiUrl, 'GH_HOST'), host: chosen }
}

/**
 * The user's token, as `gh` finds it: from the environment, else from its own store by asking `gh auth token`. The
 * variables of GitHub Enterprise Server come first where that is asked. Throws `DestinationUnavailable` when there is none.
 */
export async function githubCredential(
  { host }: GithubServer,
  world: Pick<RemoteWorld, 'env'>,
): Promise<GithubCredential> {
  const enterprise = host !== 'github.com' && !host.endsWith('.ghe.com')
  const names = ['GH_TOKEN', 'GITHUB_TOKEN']
  for (const name of enterprise ? ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN', ...names] : names) {
    const text = variable(world.env, name)
    if (text !== undefined) return { secret: parseToken(text, name), source: name }
  }
  const kept = await askGh(host, world.env)
  if (kept !== undefined) return { secret: parseToken(kept, 'gh auth token'), source: 'gh auth token' }
  throw new DestinationUnavailable('there is no token for GitHub: neither GH_TOKEN nor GITHUB_TOKEN is set', {
    hint: 'set GH_TOKEN to a fine-grained personal access token, or sign in with gh auth login',
    failure: 'refused',
  })
}

/** What goes into a header: a stray line break would be refused by the transport, with the value in its message. */
function parseToken(text: string, source: string): Secret {
  if (/^[\x21-\x7e]+$/.test(text)) return new Secret(text)
  throw new DestinationUnavailable(`${source} holds no token: it has white space or other characters in it`, {
    hint: 'set it to the bare token',
    failure: 'refused',
  })
}

async function askGh(host: string, env: RemoteWorld['env']): Promise<string | undefined> {
  // Without a PATH a child would be looked for in places nobody chose.
  if (variable(env, 'PATH') === undefined) return undefined
  const { execFile } = await import('node:child_process')
  return await new Promise(resolve => {
    execFile(
      'gh',
      ['auth', 'token', '--hostname', host],
      { env: childEnvironment(env), timeout: longestLook, windowsHide: true },
      (error, stdout) => resolve(error ? undefined : stdout.trim() || undefined),
    )
  })
}
