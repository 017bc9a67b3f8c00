import { disprove, prove, read, restore, write } from './destination-answers.ts'
import { judgeEnd, judgeWorld } from './judge.ts'
import { create, list, revoke } from './platform-answers.ts'
import type { RunBook } from './run-book.ts'
import { goalOf, type Scenario } from './scenario.ts'
import { type Move, Step, spent } from './step.ts'
import * as worlds from './world.ts'
import { ageOf, born, gone, isAlive, isMadeBy, isShown, type Rotator, replaced, type World } from './world.ts'

/** Everything that can happen next in a world: to it, or by one of its rotators. */
export function movesFrom(scenario: Scenario, book: RunBook, world: World): Move[] {
  const moves: Move[] = []
  moveWorld(scenario, book, world, moves)
  let unborn = false
  for (const [at, rotator] of world.rotators.entries()) {
    if (rotator.run === -2) continue
    if (rotator.run === -1) {
      // Rotators begin in order: which of two that have done nothing yet goes first makes no difference.
      if (!unborn) moves.push(begin(scenario, book, world, at))
      unborn = true
      continue
    }
    act(scenario, book, world, at, moves)
    fail(scenario, book, world, at, rotator, moves)
  }
  return moves
}

/** Every outcome of the one effect that a rotator is about to perform. */
export function act(scenario: Scenario, book: RunBook, world: World, at: number, moves: Move[]): void {
  const rotator = world.rotators[at] ?? gone
  const step = new Step(scenario, book, world, at, rotator, moves)
  const { effect } = step
  switch (effect.do) {
    case 'list':
      return list(step, effect.as)
    case 'read':
      return read(step, effect.at)
    case 'create':
      return create(step, effect.nonce)
    case 'write':
      return write(step, effect.at)
    case 'prove':
      return prove(step, effect.at, effect.id)
    case 'restore':
      return restore(step, effect.at)
    case 'revoke':
      return revoke(step, effect.id, effect.as)
    case 'disprove':
      return disprove(step, effect.id)
    default:
      throw new Error(`${effect.do} is not an effect of a run under way`)
  }
}

export function begin(scenario: Scenario, book: RunBook, world: World, at: number): Move {
  const by = scenario.rotators[at]?.self ? (world.held[0] ?? 0) : 0
  const rotator = born(book.start(goalOf(scenario, at)), by, scenario.places.length)
  const next = { ...world, rotators: replaced(world.rotators, at, rotator) }
  return { who: at, what: 'begins', world: next, broken: undefined }
}

/** kill -9, and signals. */
function fail(
  scenario: Scenario,
  book: RunBook,
  world: World,
  at: number,
  rotator: Rotator,
  moves: Move[],
): void {
  const push = (what: string, next: Rotator, cost: 'crashes' | 'signals', broken?: string) => {
    const rotators = replaced(world.rotators, at, next)
    const changed = { ...world, rotators, left: spent(world.left, cost) }
    moves.push({ who: at, what, world: changed, broken })
  }
  if (world.left.crashes > 0) push('CRASHES', gone, 'crashes')
  if (world.left.signals <= 0 || rotator.signalled) return
  const run = book.interrupted(rotator.run)
  const effect = book.effect(run)
  const next = effect.do === 'end' ? gone : { ...rotator, run, signalled: true }
  const step = new Step(scenario, book, world, at, rotator, moves)
  const broken =
    effect.do === 'end' ? judgeEnd(step, effect.outcome, rotator, book.run(run), world) : undefined
  push('is interrupted', next, 'signals', broken)
}

function moveWorld(scenario: Scenario, book: RunBook, world: World, moves: Move[]): void {
  const push = (what: string, change: Partial<World>) => {
    const next = { ...world, ...change }
    moves.push({ who: -1, what, world: next, broken: judgeWorld(next) })
  }
  for (const id of agingIds(scenario, book, world)) {
    const token = world.tokens[id - 1] ?? 0
    const older = worlds.aged(token, ageOf(token) + 1)
    push(`${id} grows older`, { tokens: replaced(world.tokens, id - 1, older) })
  }
  for (const [index, token] of world.tokens.entries()) {
    if (!isAlive(token) || isShown(token)) continue
    push(`${index + 1} is listed`, { tokens: replaced(world.tokens, index, worlds.shown(token)) })
  }
  for (const [at, { run, claim }] of world.rotators.entries()) {
    const looks = run >= 0 && book.effect(run).do === 'list' && book.run(run).ownsClaim
    if (!looks || world.left.hands <= 0 || world.held.includes(claim) || !worlds.lives(world, claim)) continue
    const tokens = replaced(world.tokens, claim - 1, worlds.revoked())
    push(`somebody revokes ${claim} of ${at}`, { tokens, left: spent(world.left, 'hands') })
  }
  for (const nonce of world.delayed) {
    const delayed = world.delayed.filter(one => one !== nonce)
    push(`a delayed create arrives`, {
      tokens: [...world.tokens, worlds.newToken(nonce, true)],
      delayed,
    })
  }
}

/**
 * The tokens that may grow older now: those before them are older already (they were created earlier), and no process that
 * made them is under way, unless processes may sleep beyond the lease. Even then not between the last look at the list and
 * putting a previous value back: that write lowers an id, so nothing could fence it (a known residual risk).
 */
function agingIds({ first, zombies, grace }: Scenario, book: RunBook, world: World): number[] {
  const ids: number[] = []
  let limit = grace ? 2 : 1
  for (let id = first.length + 1; id <= world.tokens.length; id++) {
    const token = world.tokens[id - 1] ?? 0
    if (!isAlive(token)) continue
    const age = ageOf(token)
    const awake = world.rotators.some(({ run }, at) => {
      return run >= 0 && isMadeBy(world, id, at) && (!zombies || isAboutToRestore(book, world, at))
    })
    if (age < limit && !awake) ids.push(id)
    limit = Math.min(limit, age)
  }
  return ids
}

function isAboutToRestore(book: RunBook, world: World, at: number): boolean {
  const { run = -1, notes = 0 } = world.rotators[at] ?? {}
  return book.run(run).phase === 'restoring' && (notes & worlds.notes.wroteSince) === 0
}
