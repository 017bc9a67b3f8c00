import { expect } from 'vitest'
import { type DestinationAddress, parseDestination } from '../../src/domain/destination.ts'
import { BeatpassError } from '../../src/domain/errors.ts'
import type { Profile } from '../../src/domain/profile.ts'
import { Secret } from '../../src/domain/secret.ts'
import type { Interruption, LeftBehind } from '../../src/ports/interruption.ts'
import type { Ports } from '../../src/ports/ports.ts'
import type { SessionStores } from '../../src/ports/secret-store.ts'
import { FixedRandom } from '../fakes/fixed-random.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { MemoryAppRecords } from '../fakes/memory-app-records.ts'
import { MemoryAuthorization } from '../fakes/memory-authorization.ts'
import { MemoryLocks } from '../fakes/memory-locks.ts'
import { type MemoryCall, MemoryPlatform } from '../fakes/memory-platform.ts'
import { MemoryProfiles } from '../fakes/memory-profiles.ts'
import { MemorySecretStore } from '../fakes/memory-secret-store.ts'
import { MemoryTerminal } from '../fakes/memory-terminal.ts'
import { MemoryTokenRecords } from '../fakes/memory-token-records.ts'
import { Events } from './events.ts'
import { MemoryBrowser, MemoryDestinations } from './memory-places.ts'

export const account = { email: 'dev@beatpass.test', password: 'correct horse', name: 'Dev' }

/** Everything an operation may touch, in memory, with a clock that stands still. */
export function newWorld({ terminal = new MemoryTerminal() }: { terminal?: MemoryTerminal } = {}) {
  const clock = new ManualClock()
  const events = new Events()
  const platform = new MemoryPlatform(clock, [account, { email: 'other@beatpass.test', password: 'two' }])
  platform.interpose = (call, act) => {
    events.tell(lineOf(call))
    return act()
  }
  const secretStore = new MemorySecretStore()
  const sessionStores: SessionStores = { of: () => secretStore }
  const profile: Profile = { name: 'default', platform: 'beatpass', apiUrl: platform.apiUrl }
  const settings: Ports['settings'] = {
    profile,
    consentGiven: false,
    environmentToken: undefined,
    store: undefined,
    hostName: 'laptop',
  }
  const interruption: Interruption & { requested: boolean; left: (LeftBehind | undefined)[] } = {
    requested: false,
    left: [],
    during: (work, left) => {
      interruption.left.push(left)
      return work()
    },
  }
  return {
    clock,
    events,
    platform,
    authorization: new MemoryAuthorization(clock),
    locks: new MemoryLocks(),
    secretStore,
    sessionStores,
    destinations: new MemoryDestinations(secretStore, events),
    settings,
    interruption,
    terminal,
    random: new FixedRandom(),
    browser: new MemoryBrowser(),
    profiles: new MemoryProfiles(),
    tokenRecords: new MemoryTokenRecords(),
    appRecords: new MemoryAppRecords(),
  }
}

export type World = ReturnType<typeof newWorld>

/** A world that acts with `BEATPASS_TOKEN`, the way CI does; its token is number 1. */
export function worldInCi(options?: Parameters<typeof newWorld>[0]) {
  const world = newWorld(options)
  const { id, secret } = world.platform.plant('ci session')
  world.settings.environmentToken = secret
  return { ...world, credentialId: id }
}

/** A world with a stored session; its token is number 1. */
export function worldSignedIn(options?: Parameters<typeof newWorld>[0]) {
  const world = newWorld(options)
  const { id, secret } = world.platform.plant('beatpass cli on laptop zzzzzzzzzz')
  world.secretStore.entries.set('beatpass-session/default', secret)
  const session = {
    id,
    name: 'beatpass cli on laptop zzzzzzzzzz',
    createdAt: world.clock.now(),
    pasted: false,
  }
  world.settings.profile = {
    ...world.settings.profile,
    session,
    account: { id: '1', name: 'Dev', email: account.email },
  }
  world.profiles.held.set('default', structuredClone(world.settings.profile))
  return { ...world, credentialId: id }
}

function lineOf(call: MemoryCall): string {
  switch (call.verb) {
    case 'sign-in':
      return `sign-in '${call.name}'`
    case 'list':
      return `list as ${call.by}`
    case 'create':
      return `create '${call.name}' as ${call.by}`
    case 'revoke':
      return `revoke ${call.id} as ${call.by}`
  }
}

/** The addresses of `--to`, taken apart. */
export const addresses = (...texts: string[]): DestinationAddress[] => texts.map(parseDestination)
export const storeOnly = addresses('store:')
export const secretOf = (text: string) => new Secret(text)

/** The error that work fails with; that it does not fail is a failure. */
export async function failureOf(work: Promise<unknown>): Promise<BeatpassError> {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  )
  expect(error).toBeInstanceOf(BeatpassError)
  return error as BeatpassError
}

/** What the secret store holds for a label of the default profile. */
export const storedFor = (world: Pick<World, 'secretStore'>, label: string) =>
  world.secretStore.entries.get(`beatpass/default/${label}`)

/** The names of the tokens that live on the platform. */
export const livingNames = ({ platform }: Pick<World, 'platform'>) => platform.tokens.map(({ name }) => name)
export const livingIds = ({ platform }: Pick<World, 'platform'>) =>
  platform.tokens.map(({ id }) => String(id))
