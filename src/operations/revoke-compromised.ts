import { BeatpassError, Incomplete, NotSupported } from '../domain/errors.ts'
import type { Token } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'
import type { KnownTokens } from './known-tokens.ts'
import { type Confirmation, revokeAndConfirm } from './revoke-and-confirm.ts'

/**
 * Revokes every live token of a label at once, before there is a successor: for a secret that somebody else may hold.
 * Whoever uses it stands without a token until the successor is delivered. Throws `NotSupported` when the credential in
 * use is one of them (nothing could be created afterwards), `Incomplete` when one is still listed, or could not be revoked
 * while another was.
 */
export async function revokeCompromised(
  token: Token,
  known: KnownTokens,
  ports: Pick<Ports, 'platform' | 'terminal'>,
): Promise<void> {
  const { secret } = known.credential
  const live = known.tokens.filter(
    ({ label, status }) => label === token.label && status !== 'missing' && status !== 'revoked',
  )
  const ids = live.map(({ id }) => id)
  if (secret.tokenId !== undefined && ids.includes(secret.tokenId)) {
    throw new NotSupported(
      `'${token.label}' is the credential in use: revoked first, it could not create its successor`,
      {
        hint: 'sign in another way (beatpass login), or rotate it without --compromised',
      },
    )
  }
  if (ids.length === 0) return
  ports.terminal.note(
    `warning: revoking ${ids.join(', ')} first: nothing that uses '${token.label}' works until the new one is there`,
  )
  const confirmed = await revokeAndConfirm(secret, ids, ports)
  const gone = ids.filter(id => confirmed.get(id) === 'revoked')
  for (const [id, confirmation] of confirmed) {
    if (confirmation !== 'revoked') throw notAllGone(id, confirmation, gone)
  }
}

/** Once one of them is revoked, no failure of another may read as if nothing had changed. */
function notAllGone(id: string, confirmation: Confirmation, gone: readonly string[]): BeatpassError {
  const isError = confirmation instanceof BeatpassError
  if (isError && gone.length === 0) return confirmation
  const what = gone.length === 0 ? '' : `token ${gone.join(', ')} is revoked, but `
  const why = isError
    ? `token ${id} is not: ${confirmation.message}`
    : `the platform still lists the compromised token ${id}`
  return new Incomplete(`${what}${why}`, {
    hint: (isError ? confirmation.hint : undefined) ?? 'run it again, or delete it on the web page',
    ...(isError ? { cause: confirmation } : {}),
  })
}
