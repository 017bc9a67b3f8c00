import { printable } from '../../../domain/printable.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import type { GithubAddress } from './address.ts'
import type { GithubCredential, GithubServer } from './credential.ts'

/** An answer that refuses, and all that tells why. */
export interface RefusedAnswer {
  response: HttpResponse
  /** GitHub's own words. */
  why: string | undefined
  address: GithubAddress
  server: GithubServer
  credential: GithubCredential
  /** Whether this is a job of GitHub Actions. */
  inWorkflow: boolean
}

/** What a token needs for an address, in the words of GitHub's pages. */
export function neededPermissions({ scope }: Pick<GithubAddress, 'scope'>): string {
  if (scope === 'organisation') {
    return 'the organization permissions Secrets: write and Variables: write (a classic one: the scope admin:org)'
  }
  const environments = scope === 'environment' ? 'Environments: write, ' : ''
  return `the repository permissions ${environments}Secrets: write and Variables: write (a classic one: the scope repo)`
}

/** What to do about an answer that refuses. */
export function hintFor(refused: RefusedAnswer): string {
  const { response, address, server, credential } = refused
  switch (response.status) {
    case 401:
      return `the token of ${credential.source} is mistyped, expired or revoked: make another at https://${server.host}/settings/personal-access-tokens`
    case 403:
      return forbidden(refused)
    case 404:
      return `${address.title} does not exist, or the token of ${credential.source} may not see it: check the spelling, and which repositories the token was made for`
    case 301:
    case 302:
    case 307:
    case 308:
      return `${address.title} was renamed or moved: write its new name`
    default:
      return `see what GitHub says of it; the token needs ${neededPermissions(address)}`
  }
}

function forbidden({ response, why, address, credential, inWorkflow }: RefusedAnswer): string {
  const needs = neededPermissions(address)
  const { 'x-github-sso': sso, 'x-accepted-github-permissions': accepted } = response.headers
  if (sso?.startsWith('required')) {
    return `authorise the token of ${credential.source} for the organisation's single sign-on, on the page where it was made`
  }
  const installation = credential.secret.reveal().startsWith('ghs_')
  if (inWorkflow && (installation || /by integration/.test(why ?? ''))) {
    return `the workflow's own GITHUB_TOKEN can never write secrets: give GH_TOKEN a fine-grained personal access token or a GitHub App's token with ${needs}`
  }
  const wanted = accepted ? `; this call wants ${printable(accepted).slice(0, 100)}` : ''
  return `the token of ${credential.source} needs ${needs}${wanted}`
}
