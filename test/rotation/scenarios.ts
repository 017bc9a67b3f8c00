import {
  adopted,
  type Budget,
  household,
  leftovers,
  type Planned,
  readable,
  type Scenario,
  scenario,
  tagged,
  unconditional,
  writeOnly,
} from './model/scenario.ts'

const rotate: Planned = { mode: 'rotate' }
const finish: Planned = { mode: 'finish' }
const ifDue: Planned = { mode: 'if-due' }

export const budget = (some: Partial<Budget>): Budget => {
  return { crashes: 0, faults: 0, stale: 0, late: 0, signals: 0, hands: 0, ...some }
}

const mishap = budget({ crashes: 1, faults: 1 })
const lateMishap = budget({ crashes: 1, faults: 1, late: 1 })
const mixed = { first: [...household(tagged), ...leftovers(2)], held: [4, 5] }
const orphaned = { first: [...household(tagged), ...leftovers(1)] }
const dead = { first: household({ ...tagged, alive: false }), places: [writeOnly, readable] }
const oneOfThree = { rotators: [rotate, rotate, rotate], held: [1], places: [readable] }

/** Seen to the end with every change: platforms that are quick and tell the truth but for what the budget says. */
export const common: Scenario[] = [
  scenario({ name: 'a signal', budget: budget({ crashes: 1, faults: 1, signals: 1, late: 1 }) }),
  scenario({ name: 'write-only', places: [writeOnly, readable], budget: lateMishap }),
  scenario({ name: 'unconditional', places: [unconditional, unconditional], budget: lateMishap }),
  scenario({ name: 'grace', grace: true, rotators: [rotate, finish], budget: mishap }),
  scenario({ name: 'dead predecessor', ...dead, budget: lateMishap }),
  scenario({ name: 'nothing due', rotators: [ifDue, finish, ifDue], budget: { ...mishap, signals: 1 } }),
  scenario({ name: 'no date', date: false, budget: mishap }),
]

/** Seen to the end with every change: processes that sleep beyond the lease, lists that lag, leftovers of all kinds. */
export const odd: Scenario[] = [
  scenario({ name: 'sleepers', zombies: true, budget: mishap }),
  scenario({
    name: 'settles',
    settles: true,
    zombies: true,
    budget: budget({ crashes: 1, late: 2, hands: 1 }),
  }),
  scenario({ name: 'stale lists', zombies: true, budget: budget({ crashes: 1, stale: 2, late: 2 }) }),
  scenario({
    name: 'three faults of one',
    rotators: [rotate],
    zombies: true,
    budget: budget({ crashes: 1, faults: 3, late: 2, signals: 1 }),
  }),
  scenario({ name: 'finish beside rotate', rotators: [rotate, finish], zombies: true, budget: mishap }),
  scenario({ name: 'nothing yet', held: [0, 0], zombies: true, budget: mishap }),
  scenario({
    name: 'in use by itself',
    first: household(adopted),
    zombies: true,
    rotators: [
      { mode: 'rotate', self: true },
      { mode: 'if-due', due: [1], self: true },
    ],
    budget: budget({ crashes: 1, faults: 1, signals: 1 }),
  }),
  scenario({ name: 'an orphan', ...orphaned, zombies: true, rotators: [finish, rotate], budget: mishap }),
  scenario({ name: 'mixed leftovers', ...mixed, zombies: true, budget: budget({ crashes: 1 }) }),
]

/** More than fits in a few minutes: its beginning is seen with every change, much more of it at night. */
export const larger: Scenario[] = [
  scenario({
    name: 'three at one destination',
    ...oneOfThree,
    zombies: true,
    budget: budget({ crashes: 1 }),
  }),
  scenario({ name: 'three that sleep', rotators: [rotate, rotate, ifDue], zombies: true, budget: mishap }),
  scenario({ name: 'grace for three', grace: true, rotators: [rotate, rotate, finish], budget: mishap }),
  scenario({ name: 'sleepers and late lists', zombies: true, budget: lateMishap }),
  scenario({
    name: 'finish beside rotate, late',
    rotators: [rotate, finish],
    zombies: true,
    budget: budget({ crashes: 1, faults: 2, late: 1 }),
  }),
  scenario({
    name: 'dead predecessor of three',
    ...dead,
    rotators: [rotate, rotate, finish],
    budget: mishap,
  }),
  scenario({ name: 'no date for three', date: false, rotators: [rotate, rotate, finish], budget: mishap }),
  scenario({ name: 'mixed leftovers and a fault', ...mixed, zombies: true, budget: mishap }),
  scenario({ name: 'two crashes', zombies: true, budget: budget({ crashes: 2, faults: 2, stale: 1 }) }),
  scenario({
    name: 'three destinations',
    held: [1, 1, 1],
    places: [readable, readable, writeOnly],
    budget: lateMishap,
  }),
]
