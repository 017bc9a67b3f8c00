import fc from 'fast-check'
import type { Goal } from '../../../src/domain/rotation/run.ts'
import type { Fault } from '../../fakes/memory-faults.ts'
import type { Worksite } from './worksite.ts'

/** What the property knows: how many rotators it has set to work, and how much has gone wrong. */
export interface Model {
  started: number
  mishaps: number
}

type Command = fc.AsyncCommand<Model, Worksite>

const mostStarted = 5
const mostMishaps = 4
const minutes = 60_000

function command(
  words: string,
  check: (model: Readonly<Model>) => boolean,
  run: (site: Worksite) => void,
): Command {
  return {
    check,
    async run(model, site) {
      if (words.startsWith('start')) model.started++
      else model.mishaps++
      run(site)
    },
    toString: () => words,
  }
}

const canFail = ({ started, mishaps }: Readonly<Model>) => started > 0 && mishaps < mostMishaps

const start = (mode: Goal['mode']) =>
  command(
    `start ${mode}`,
    ({ started }) => started < mostStarted,
    site => site.start(mode),
  )

const kill = (at: number) =>
  command(`kill ${at}`, canFail, ({ workers }) => {
    const worker = workers[at % workers.length]
    if (worker) worker.killed = true
  })

const signal = (at: number) =>
  command(`signal ${at}`, canFail, ({ workers }) => {
    const worker = workers[at % workers.length]
    if (worker) worker.requested = true
  })

/** Every process that is under way has slept beyond the lease. */
const sleep = command('16 minutes pass', canFail, ({ clock }) => clock.advance(16 * minutes))

const fault = (kind: Fault) => command(kind, canFail, ({ platform }) => platform.faults.set(kind))

const write = (kind: 'once' | 'stored', at: number) =>
  command(`write ${kind} at ${at}`, canFail, ({ destinations }) => {
    const destination = destinations[at % destinations.length]
    if (destination) destination.faults.write = kind
  })

const faults: Fault[] = [
  'create-not-sent',
  'create-fails',
  'create-answer-lost',
  'revoke-fails',
  'revoke-answer-lost',
  'ghost-revoke',
  'list-fails',
  'stale-list',
  'newest-rejected',
  'no-date',
  'rate-limited',
]

export const commands = fc.commands(
  [
    fc.constantFrom<Goal['mode']>('rotate', 'rotate', 'finish', 'if-due').map(start),
    fc.constantFrom<Goal['mode']>('rotate').map(start),
    fc.nat(3).map(kill),
    fc.nat(3).map(signal),
    fc.constant(sleep),
    fc.constantFrom(...faults).map(fault),
    fc
      .tuple(fc.constantFrom('once' as const, 'stored' as const), fc.nat(1))
      .map(([kind, at]) => write(kind, at)),
  ],
  { maxCommands: 12 },
)
