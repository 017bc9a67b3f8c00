import { BeatpassError } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'
import { revokeAndConfirm } from './revoke-and-confirm.ts'

type WithdrawPorts = Pick<Ports, 'platform' | 'clock'>

const attempts = 2
const pause = 1_000

/**
 * Revokes a token that was just created, and says whether it is certainly gone: the list lacks it and its own secret is
 * rejected. The list alone tells nothing of one so young, for it may lag. A secret that is still accepted has its token
 * revoked once more.
 */
export async function withdraw(
  { id, secret }: { id: string; secret: Secret },
  credential: Secret,
  ports: WithdrawPorts,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    if ((await revokeAndConfirm(credential, [id], ports)).get(id) !== 'revoked') return false
    if (await isRejected(secret, ports)) return true
    if (attempt === attempts) return false
    await ports.clock.sleep(pause)
  }
}

/** What cannot be read is no proof. */
async function isRejected(secret: Secret, { platform }: WithdrawPorts): Promise<boolean> {
  try {
    return !(await platform.accepts(secret))
  } catch (error) {
    if (error instanceof BeatpassError) return false
    throw error
  }
}
