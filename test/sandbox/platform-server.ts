import { expect } from 'vitest'
import { Secret } from '../../src/domain/secret.ts'
import { addUser } from '../../src/sandbox/add-user.ts'
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import type { Person } from '../contracts/platform.ts'
import { tokensFor } from './beatconnect/oauth.ts'
import { signedIn } from './person.ts'

/** A sandbox that plays some platform, with two people and what they do on its pages. */
export interface PlatformServer {
  apiUrl: string
  /** Who has an account. */
  people: readonly [Person, Person]
  /** What the API was asked so far: `GET /user`, in their order. */
  requests(): string[]
  /** What a person makes on the page. */
  makeByHand(person: Person, name: string): Promise<Secret>
  /** The token that was made last is deleted there, by whom it belongs to. */
  endByHand(person: Person, id: string): Promise<void>
  close(): Promise<void>
}

interface Page {
  path: string
  /** What its form wants beside a name. */
  form: Record<string, string>
  secret: RegExp
  end: string
}

const pages: Record<string, Page> = {
  nuweb: { path: '/tokens', form: {}, secret: /value="(\d+\|[A-Za-z0-9]+)"/, end: 'delete' },
  meetzy: {
    path: '/api-tokens',
    form: { expiration: '90d' },
    secret: /value="(mzy_[A-Za-z0-9]+)"/,
    end: 'delete',
  },
  beatconnect: {
    path: '/keys',
    form: { environment: 'live' },
    secret: /value="(bca_live_[A-Za-z0-9]+)"/,
    end: 'revoke',
  },
}

/** Starts a sandbox of that platform without rate limits; whoever starts it closes it. */
export async function startPlatform(
  platform: string,
  options: SandboxOptions = {},
): Promise<PlatformServer & { sandbox: RunningSandbox }> {
  const sandbox = await startSandbox({ platform, rateLimit: false, ...options })
  const page = pages[platform]
  const person = async (email: string) => {
    const { password } = await addUser({ dataDir: sandbox.dataDir, email, name: 'Somebody' })
    return { email, password: new Secret(password) }
  }
  const at = (who: Person) => signedIn(sandbox, { email: who.email, password: who.password.reveal() })
  return {
    sandbox,
    apiUrl: sandbox.apiUrl,
    people: [await person('one@x.test'), await person('two@x.test')],
    requests: () => sandbox.requests.map(({ method, path }) => `${method} ${path}`),
    async makeByHand(who, name) {
      if (!page) throw new Error(`nobody makes tokens of ${platform} by hand here`)
      const someone = await at(who)
      expect((await someone.submit(page.path, { name, ...page.form })).status).toBe(303)
      const shown = await (await someone.get(page.path)).text()
      const secret = page.secret.exec(shown)?.[1]
      if (secret === undefined) throw new Error(`the page of ${platform} shows no new token`)
      return new Secret(secret)
    },
    async endByHand(who, id) {
      const path = page && `${page.path}/${id}/${page.end}`
      expect((await (await at(who)).submit(path ?? '', {})).status).toBe(303)
    },
    close: () => sandbox.stop(),
  }
}

/** What a person acts with on BeatConnect: an access token of the tool's own, with their consent. */
export async function sessionOn(sandbox: RunningSandbox, who: Person, scope?: string): Promise<Secret> {
  const issuer = new URL(sandbox.apiUrl).origin
  const server = {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    authorization_response_iss_parameter_supported: true,
  }
  const someone = await signedIn(sandbox, { email: who.email, password: who.password.reveal() })
  return new Secret((await tokensFor({ sandbox, server, someone }, scope)).access_token)
}
