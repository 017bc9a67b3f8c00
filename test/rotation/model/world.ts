import type { Budget, Scenario } from './scenario.ts'
import { nonceNumber } from './scenario.ts'

/** A process that rotates: the run's state is a number in the book of runs; the rest is what its hands hold. */
export interface Rotator {
  /** −1 before it begins, −2 once it is gone. */
  readonly run: number
  /** The id that it signs in with; 0 for a session that never ends. */
  readonly by: number
  /** Its own creation, and the secrets that `Hands` of the real driver keeps: of the claim, and proven. By id; 0 for none. */
  readonly own: number
  readonly claim: number
  readonly proven: number
  /** What each destination was last seen to hold, and before anything of its own. By id; 0 for nothing. */
  readonly observed: readonly number[]
  readonly before: readonly number[]
  readonly signalled: boolean
  /** The checker's notes: ids listed before the claim, destinations proven since it, and what the last list showed. */
  readonly known: number
  readonly acknowledged: number
  readonly notes: number
}

/** Bits of `notes`; all but `wroteSince` tell what the last list showed. */
export const notes = {
  foreignListed: 1,
  leftOver: 2,
  claimListed: 4,
  wroteSince: 8,
  orphanListed: 16,
  smallerListed: 32,
}

export interface World {
  /** Packed; the id is the index + 1. */
  readonly tokens: readonly number[]
  /** What each destination holds: an id, or 0. */
  readonly held: readonly number[]
  /** The destinations that held a live token once, as bits (I1). */
  readonly lived: number
  /** Nonces of creates whose answer was lost and that may arrive yet. */
  readonly delayed: readonly number[]
  readonly rotators: readonly Rotator[]
  readonly left: Budget
}

const alive = 1
const listed = 2

export const newToken = (nonce: number, isListed: boolean): number =>
  alive | (isListed ? listed : 0) | (nonce << 4)
export const isAlive = (token: number | undefined): boolean => token !== undefined && (token & alive) !== 0
export const isShown = (token: number): boolean => (token & 3) === 3
export const ageOf = (token: number): number => (token >> 2) & 3
export const nonceIn = (token: number): number => token >> 4
/** A dead token is nothing but its id. */
export const revoked = (): number => 0
export const shown = (token: number): number => token | listed
export const aged = (token: number, age: number): number => (token & ~12) | (age << 2)

export const lives = (world: World, id: number): boolean => id > 0 && isAlive(world.tokens[id - 1])

/** Whether the id was made by the rotator at a position. */
export function isMadeBy(world: World, id: number, at: number): boolean {
  const nonce = nonceIn(world.tokens[id - 1] ?? 0)
  return nonce >= nonceNumber(at, 0) && nonce < nonceNumber(at + 1, 0)
}

const unborn: Rotator = {
  run: -1,
  by: 0,
  own: 0,
  claim: 0,
  proven: 0,
  observed: [],
  before: [],
  signalled: false,
  known: 0,
  acknowledged: 0,
  notes: 0,
}

export const gone: Rotator = { ...unborn, run: -2 }

/** A rotator before its first step. */
export function born(run: number, by: number, destinations: number): Rotator {
  const nothing = Array.from({ length: destinations }, () => 0)
  return { ...unborn, run, by, observed: nothing, before: nothing }
}

export function firstWorld({ first, held, rotators, budget }: Scenario): World {
  const tokens = first.map(({ alive: lives = true, age = 2, name }) => {
    const token = aged(newToken(name.includes('~') ? 25 : 0, true), age)
    return lives ? token : revoked()
  })
  const lived = held.reduce((bits, id, at) => (isAlive(tokens[id - 1]) ? bits | (1 << at) : bits), 0)
  return { tokens, held, lived, delayed: [], rotators: rotators.map(() => unborn), left: budget }
}

export const replaced = <Item>(items: readonly Item[], at: number, item: Item): Item[] => {
  const copy = items.slice()
  copy[at] = item
  return copy
}
