import { DestinationUnavailable, type StoreFailure } from '../../../domain/errors.ts'

/** What was asked of op, in words for its failure. */
export interface OpAttempt {
  vault: string
  item: string
  /** Whether something was to be changed. */
  wrote: boolean
}

interface Explanation {
  pattern: RegExp
  message(attempt: OpAttempt): string
  hint(attempt: OpAttempt): string
  failure: StoreFailure
  retryable?: boolean
}

/** By what op 2 writes to stderr; the first that fits. */
const explanations: readonly Explanation[] = [
  {
    pattern: /not (?:currently )?signed in|no accounts? (?:found|configured)|session expired|op signin/i,
    message: () => 'op is not signed in to 1Password',
    hint: () =>
      'set OP_SERVICE_ACCOUNT_TOKEN, or OP_CONNECT_HOST and OP_CONNECT_TOKEN, or sign in with: eval $(op signin)',
    failure: 'locked',
  },
  {
    pattern: /isn't a vault/i,
    message: ({ vault }) => `1Password shows no vault '${vault}' to this account`,
    hint: () => 'op vault list shows those it sees; a service account sees only the vaults it was given',
    failure: 'refused',
  },
  {
    pattern: /isn't an item/i,
    message: ({ vault, item }) => `the 1Password vault '${vault}' has no item '${item}'`,
    hint: () => 'create it first, as an API Credential or a Password: it is not made by a delivery',
    failure: 'refused',
  },
  {
    pattern: /more than one (?:item|vault) matches/i,
    message: ({ vault, item }) => `'${vault}/${item}' fits several vaults or items of 1Password`,
    hint: () => 'name both by their ids: op item list shows them',
    failure: 'refused',
  },
  {
    pattern: /\(401\)|unauthorized|invalid (?:service account |bearer )?token|failed to authenticate/i,
    message: () => '1Password rejects the credential that op uses',
    hint: () => 'check OP_SERVICE_ACCOUNT_TOKEN or OP_CONNECT_TOKEN: it may have been revoked or cut',
    failure: 'refused',
  },
  {
    pattern: /\(403\)|forbidden|permission|not authorized/i,
    message: ({ vault, wrote }) =>
      `1Password refuses to let op ${wrote ? 'change' : 'read'} items of '${vault}'`,
    hint: () => 'the account needs to read and to write items of that vault',
    failure: 'refused',
  },
  {
    pattern: /\(429\)|too many requests|rate limit/i,
    message: () => '1Password takes no more requests for now (429)',
    hint: () => 'run it again later: op service-account ratelimit tells when',
    failure: 'unavailable',
    retryable: true,
  },
  {
    pattern: /invalid JSON/i,
    message: () => 'op does not take the item that it gave',
    hint: () => 'update op: op update',
    failure: 'refused',
  },
]

/** The error for an op that failed with these words. */
export function opFailure(complaint: string, attempt: OpAttempt): DestinationUnavailable {
  const known = explanations.find(({ pattern }) => pattern.test(complaint))
  if (known) {
    return new DestinationUnavailable(known.message(attempt), {
      hint: known.hint(attempt),
      failure: known.failure,
      retryable: known.retryable ?? false,
    })
  }
  return new DestinationUnavailable(`op failed: ${complaint || 'it said nothing'}`, {
    hint: 'try op item get in a terminal',
    failure: attempt.wrote ? 'unresponsive' : 'unavailable',
  })
}
