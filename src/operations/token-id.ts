import { CredentialRejected } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'

/**
 * The id of the token that a secret belongs to: what it begins with, else what the platform tells. `undefined` for a dead
 * one and for what is no token of this platform.
 */
export async function tokenIdOf(
  secret: Secret,
  { platform }: Pick<Ports, 'platform'>,
): Promise<string | undefined> {
  if (secret.tokenId !== undefined || !platform.identify) return secret.tokenId
  try {
    return await platform.identify(secret)
  } catch (error) {
    if (error instanceof CredentialRejected) return undefined
    throw error
  }
}

/** The same, remembered for as long as a run lasts: a secret that has died since cannot be asked any more. */
export class TokenIds {
  readonly #ports: Pick<Ports, 'platform'>
  readonly #ids = new Map<Secret, string>()

  constructor(ports: Pick<Ports, 'platform'>) {
    this.#ports = ports
  }

  async of(secret: Secret): Promise<string | undefined> {
    const id = await tokenIdOf(secret, this.#ports)
    if (id !== undefined) this.#ids.set(secret, id)
    return id
  }

  /** Without asking. */
  known(secret: Secret): string | undefined {
    return secret.tokenId ?? this.#ids.get(secret)
  }
}
