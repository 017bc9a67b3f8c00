import type { DestinationAddress, Receipt } from '../domain/destination.ts'
import type { BeatpassError } from '../domain/errors.ts'
import type { Expiry } from '../domain/expiry.ts'
import type { Secret } from '../domain/secret.ts'
import type { Token } from '../domain/token.ts'
import type { CreateRequest } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import type { KnownTokensPorts } from './known-tokens.ts'

/** What a token is to be beside its name. */
export interface CreationDetails {
  expiry?: Expiry
  /** One of the platform's. */
  environment?: string
  description?: string
  /** Where a create is a sign-in. */
  signIn?: NonNullable<CreateRequest['signIn']>
}

/** What to create and where its secret goes; no place is named: the secret store. */
export interface CreateTokenRequest extends CreationDetails {
  label: string
  destinations: readonly DestinationAddress[]
}

/** The new token, its secret and what became of each delivery. */
export interface CreateTokenResult {
  token: Token
  secret: Secret
  destinations: Receipt[]
  warnings: string[]
}

export type CreateTokenPorts = KnownTokensPorts & Pick<Ports, 'destinations' | 'interruption'>

/** What became of one of several tokens: it was created, or why not. */
export type Creation = { label: string } & ({ created: CreateTokenResult } | { error: BeatpassError })
