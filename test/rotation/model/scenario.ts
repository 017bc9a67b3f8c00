import { labelOf, nonceOf, taggedName } from '../../../src/domain/label.ts'
import type { Goal } from '../../../src/domain/rotation/run.ts'

export const label = 'ci-main'

/** What a destination can do. `mono`: it refuses to replace a larger id by itself, as the real ones do. */
export interface Place {
  readable: boolean
  conditional: boolean
  mono?: boolean
}

/** A token that is there before any rotator begins. Its id is its position, from 1. */
export interface FirstToken {
  name: string
  alive?: boolean
  /** Untagged, and meant by the user's reference. */
  adopted?: boolean
  /** 0 young, 1 beyond the lease, 2 beyond the grace period too. */
  age?: number
}

export interface Planned {
  mode: Goal['mode']
  /** The ids that are due; only for `if-due`. */
  due?: readonly number[]
  /** Signs in with what the first destination holds when it begins; else with a session that never ends. */
  self?: boolean
}

/** How often the world may do each of these. */
export interface Budget {
  crashes: number
  /** Lost answers, refused calls, writes that fail either way, reads that fail, revokes that do nothing. */
  faults: number
  /** Lists that miss the newest young foreign claim. */
  stale: number
  /** Tokens that are listed later than their ids are given. */
  late: number
  /** Signals. */
  signals: number
  /** Claims that somebody revokes by hand, while their run is about to look at the list. */
  hands: number
}

export interface Scenario {
  name: string
  first: readonly FirstToken[]
  /** What each destination holds at first: an id, or 0 for nothing. */
  held: readonly number[]
  places: readonly Place[]
  rotators: readonly Planned[]
  budget: Budget
  /** Whether a claim may age beyond the lease while its process lives. */
  zombies: boolean
  grace: boolean
  /** Whether all that is late is listed by the time that a claim has settled. */
  settles: boolean
  /** Whether the platform tells the time. */
  date: boolean
  /** Whether all rotators draw the same nonces: a mutant's bad random source. */
  sameNonces: boolean
  /** The tokens that a list is narrowed to; the real rule unless a mutant widens it. */
  selects: (name: string, adopted: boolean) => boolean
}

export const serverTime = 1_000_000
export const lease = 1_000
export const grace = 5_000

/** Milliseconds since creation, by a token's age. */
export const ages = [0, lease, grace] as const
export const attempts = 4

export const readable: Place = { readable: true, conditional: true }
export const unconditional: Place = { readable: true, conditional: false }
export const writeOnly: Place = { readable: false, conditional: false }

/** As `select` of the operation: tagged tokens of exactly this label, and the adopted ones. */
export const ownLabel = (name: string, adopted: boolean): boolean =>
  (labelOf(name) === label && nonceOf(name) !== undefined) || adopted

/** The tenth of a nonce's characters tells its number. */
export const nonceText = (nonce: number): string => `nonce${String.fromCharCode(97 + nonce).repeat(5)}`

export const nameWith = (nonce: number): string => taggedName(label, nonceText(nonce))

/** Old claims of runs that are long gone. */
export const leftovers = (count: number): FirstToken[] =>
  Array.from({ length: count }, (_, at) => ({ name: nameWith(23 - at), age: 2 }))

/** The predecessor, a token of another label and an untagged stranger of the same name that nobody meant. */
export const household = (first: FirstToken): FirstToken[] => [
  { age: 2, ...first },
  { name: taggedName('ci-main-2', 'zzzzzzzzzz'), age: 2 },
  { name: label, age: 2 },
]

export const tagged: FirstToken = { name: nameWith(24), age: 2 }
export const adopted: FirstToken = { name: label, adopted: true, age: 2 }

/** A scenario from what is special about it. */
export function scenario(special: Partial<Scenario> & Pick<Scenario, 'name'>): Scenario {
  return {
    first: household(tagged),
    held: [1, 1],
    places: [readable, readable],
    rotators: [{ mode: 'rotate' }, { mode: 'rotate' }],
    budget: { crashes: 0, faults: 0, stale: 0, late: 0, signals: 0, hands: 0 },
    zombies: false,
    grace: false,
    settles: false,
    date: true,
    sameNonces: false,
    selects: ownLabel,
    ...special,
  }
}

/** The goal of the rotator at a position; each has nonces of its own. */
export function goalOf(scenario: Scenario, at: number): Goal {
  const { rotators, places, grace: graced } = scenario
  const planned = rotators[at] ?? { mode: 'rotate' }
  return {
    mode: planned.mode,
    dueIds: (planned.due ?? []).map(String),
    grace: graced ? grace : 0,
    lease,
    settled: [],
    destinations: places.length,
    nonces: Array.from({ length: attempts }, (_, attempt) => nonceIn(scenario, nonceNumber(at, attempt))),
  }
}

/** What a list shows of a nonce. */
export const nonceIn = ({ sameNonces, rotators }: Scenario, nonce: number): string =>
  nonceText(sameNonces && nonce <= rotators.length * attempts ? ((nonce - 1) % attempts) + 1 : nonce)

/** 1 to 4 for the first rotator, 5 to 8 for the second, … */
export const nonceNumber = (at: number, attempt: number): number => at * attempts + attempt + 1
