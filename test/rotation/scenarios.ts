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
const mixedFirst = [...household(tagged), ...leftovers(2)]

/** What the explorer explores with every change. Some runs are of three, some sleep, some platforms are slow to list. */
export const scenarios: Scenario[] = [
  scenario({ name: 'a signal', budget: budget({ crashes: 1, faults: 1, signals: 1, late: 1 }) }),
  scenario({ name: 'sleepers', zombies: true, budget: budget({ crashes: 1, faults: 1, late: 1 }) }),
  scenario({
    name: 'settles',
    settles: true,
    zombies: true,
    budget: budget({ crashes: 1, late: 2, hands: 1 }),
  }),
  scenario({ name: 'stale lists', zombies: true, budget: budget({ crashes: 1, stale: 2, late: 2 }) }),
  scenario({
    name: 'two faults of one',
    rotators: [rotate],
    zombies: true,
    budget: budget({ crashes: 1, faults: 3, late: 2, signals: 1 }),
  }),
  scenario({
    name: 'write-only',
    places: [writeOnly, readable],
    budget: budget({ crashes: 1, faults: 1, late: 1 }),
  }),
  scenario({
    name: 'unconditional',
    places: [unconditional, unconditional],
    budget: budget({ crashes: 1, faults: 1, late: 1 }),
  }),
  scenario({ name: 'grace', grace: true, rotators: [rotate, rotate, finish], budget: mishap }),
  scenario({
    name: 'finish beside rotate',
    rotators: [rotate, finish],
    zombies: true,
    budget: budget({ crashes: 1, faults: 1, late: 1 }),
  }),
  scenario({
    name: 'three that sleep',
    rotators: [rotate, rotate, ifDue],
    zombies: true,
    budget: budget({ crashes: 1 }),
  }),
  scenario({
    name: 'one destination',
    rotators: [rotate, rotate, rotate],
    held: [1],
    places: [readable],
    zombies: true,
    budget: budget({ crashes: 1 }),
  }),
  scenario({
    name: 'dead predecessor',
    first: household({ ...tagged, alive: false }),
    places: [writeOnly, readable],
    rotators: [rotate, rotate, finish],
    budget: mishap,
  }),
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
  scenario({
    name: 'an orphan',
    first: [...household(tagged), ...leftovers(1)],
    zombies: true,
    rotators: [finish, rotate],
    budget: mishap,
  }),
  scenario({ name: 'mixed leftovers', first: mixedFirst, held: [4, 5], zombies: true, budget: mishap }),
  scenario({
    name: 'nothing due',
    rotators: [ifDue, finish, ifDue],
    budget: budget({ crashes: 1, faults: 2, signals: 1 }),
  }),
  scenario({ name: 'no date', date: false, rotators: [rotate, rotate, finish], budget: mishap }),
]
