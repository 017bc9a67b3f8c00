import type { Receipt } from '../domain/destination.ts'
import type { BeatpassError, CredentialRejected } from '../domain/errors.ts'
import type { Effect, Goal, Id, Run, Snapshot } from '../domain/rotation/run.ts'
import type { Secret } from '../domain/secret.ts'
import type { PlatformToken } from '../domain/token.ts'
import type { Destination } from '../ports/destination.ts'
import type { CreateRequest } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'

export type DriverPorts = Pick<Ports, 'platform' | 'clock' | 'interruption'>

/** What the pure protocol does not know: secrets, names, adapters. */
export interface RotationWork {
  goal: Goal
  credential: Secret
  /** The error for a credential that the platform rejects. */
  rejected(error: CredentialRejected): BeatpassError
  destinations: readonly Destination[]
  /** The platform's name for a successor with that nonce. */
  nameFor(nonce: string): string
  /** What to ask for beside the name; the end is by the platform's clock. */
  request: Omit<CreateRequest, 'name'>
  /** The live tokens of the label, in the protocol's terms; `made` are the nonces of what this run made, by ids. */
  select(tokens: readonly PlatformToken[], made: ReadonlyMap<Id, string>, now: Date): Snapshot['tokens']
  /** Stops before the first effect that is not a read. */
  dryRun: boolean
  onEffect(effect: Effect, run: Run): void
}

/** What is known once a run has ended. */
export interface RotationEnd {
  run: Run
  /** Our own creation, while it lives. */
  created: { token: PlatformToken; secret: Secret } | undefined
  /** The secret that all destinations were proven to hold. */
  secret: Secret | undefined
  receipts: Receipt[]
  /** Whose revocation was asked for, whatever came of it. */
  doomed: ReadonlySet<Id>
  /** The newest list that was read. */
  listed: readonly PlatformToken[]
  /** What the last failed effect ran into. */
  failure: BeatpassError | undefined
  /** The names of tokens that were asked for in vain and may be created yet. */
  late: readonly string[]
  /** Whether it was stopped because it took too long. */
  overdue: boolean
  /** The first writing effect of a dry run, which was not done. */
  planned: Effect | undefined
}
