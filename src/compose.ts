import { FileAppRecords } from './adapters/app-records.ts'
import { systemClock } from './adapters/clock.ts'
import type { RemoteWorld } from './adapters/destinations/remote/remote-world.ts'
import { FileLocks } from './adapters/file-locks.ts'
import { openAuthorization } from './adapters/oauth/open-authorization.ts'
import { openApplications } from './adapters/platforms/open-applications.ts'
import { openPlatform } from './adapters/platforms/registry.ts'
import { FileProfiles } from './adapters/profiles.ts'
import { systemRandom } from './adapters/random.ts'
import type { EarlyChild } from './adapters/secret-stores/keychain/start-child.ts'
import { openSecretStore } from './adapters/secret-stores/registry.ts'
import type { SystemTerminal } from './adapters/terminal/system-terminal.ts'
import { isNullDevice } from './adapters/terminal/write-out.ts'
import { FileTokenRecords } from './adapters/token-records.ts'
import { chooseTransport } from './adapters/transports/choose.ts'
import { LaterTransport } from './adapters/transports/later.ts'
import { PacedTransport } from './adapters/transports/paced.ts'
import { RetryBudget } from './adapters/transports/retries.ts'
import type { TlsSettings } from './adapters/transports/times.ts'
import { refuseUnsafeTls } from './adapters/transports/unsafe-tls.ts'
import type { LeanPorts } from './commands/open-ports.ts'
import { parseDuration } from './domain/duration.ts'
import { identityInWords, type Profile } from './domain/profile.ts'
import { defaultStore, parseStoreChoice, type StoreChoice } from './domain/store-choice.ts'
import { currentFolder, folders, homeFolder } from './folders.ts'
import { keychainChild, ownScript } from './own-program.ts'
import type { Interruption } from './ports/interruption.ts'
import type { Locks } from './ports/locks.ts'
import type { Ports } from './ports/ports.ts'
import type { SandboxHost } from './ports/sandbox.ts'
import type { SecretStore, SessionStores } from './ports/secret-store.ts'
import type { Settings } from './ports/settings.ts'
import type { Transport } from './ports/transport.ts'
import { type GlobalOptions, resolveSettings } from './settings.ts'

export interface World {
  terminal: SystemTerminal
  interruption: Interruption
  sandboxHost: SandboxHost
  /** The keychain's process, where one was started before anything else. */
  earlyChild?: EarlyChild | undefined
}

/** Puts the real adapters together for one command. Nothing is read or sent yet but the settings file. */
export async function compose(options: GlobalOptions, commandName: string, world: World): Promise<Ports> {
  const loading = Promise.all([
    import('./adapters/destinations/registry.ts'),
    import('./adapters/browser.ts'),
    import('./adapters/own-commands.ts'),
  ])
  const { openStore, remote, ...lean } = await composeLean(options, commandName, world)
  const { env } = process
  const { terminal } = world
  const [{ DestinationRegistry }, { SystemBrowser }, { ChildCommands }] = await loading
  return {
    ...lean,
    destinations: new DestinationRegistry({
      cwd: currentFolder(),
      env,
      home: homeFolder(),
      note: line => terminal.note(line),
      canPrompt: terminal.canPrompt,
      print: text => terminal.deliver(text),
      leadsNowhere: () => isNullDevice(1),
      mask: secret => terminal.mask(secret),
      remote: () => remote,
      locks: lean.locks,
      openStore: name => (name === undefined ? lean.secretStore : openStore(parseStoreChoice(name))),
    }),
    browser: new SystemBrowser(env),
    ownCommands: new ChildCommands(ownScript()),
  }
}

/** The same without what is heavy to load: enough for a command that asks the platform and tells. */
export async function composeLean(
  options: GlobalOptions,
  commandName: string,
  { terminal, interruption, sandboxHost, earlyChild }: World,
): Promise<LeanPorts & { openStore(choice: StoreChoice): SecretStore; remote: RemoteWorld }> {
  const { env } = process
  refuseUnsafeTls(env)
  const at = folders(env, homeFolder())
  const profiles = new FileProfiles(at.config)
  const recordsOf = (profile: Profile) =>
    new FileTokenRecords(at.state, profile.name, identityInWords(profile))
  const signsIn = commandName === 'login'
  const settings = await resolveSettings(options, env, profiles, {
    mayMove: async profile =>
      signsIn && profile.session === undefined && (await recordsOf(profile).all()).length === 0,
    tiesEnvironment: signsIn,
    formerIdentity: profile => recordsOf(profile).formerIdentity(),
  })
  const clock = systemClock
  const random = systemRandom
  const remote = remoteWorld(options, terminal)
  const locks = new FileLocks(at.state)
  const openStore = storesFor(settings, { terminal, dataDir: at.data, remote, earlyChild, locks })
  return {
    settings,
    ...(await platformPorts(options, settings, terminal, interruption)),
    locks,
    secretStore: openStore(settings.store ?? defaultStore),
    sessionStores: sessionStores(settings, openStore),
    openStore,
    remote,
    tokenRecords: recordsOf(settings.profile),
    appRecords: new FileAppRecords(at.state, settings.profile.name, identityInWords(settings.profile)),
    profiles,
    clock,
    random,
    terminal,
    interruption,
    sandboxHost,
  }
}

/** All that speaks to the platform of the profile. */
async function platformPorts(
  options: GlobalOptions,
  { profile }: Settings,
  terminal: SystemTerminal,
  interruption: Interruption,
): Promise<Pick<LeanPorts, 'platform' | 'authorization' | 'applications'>> {
  const world = { clock: systemClock, random: systemRandom }
  const unpaced = transportFor(options, profile.apiUrl, terminal)
  const caller = { ...world, transport: new PacedTransport(unpaced, systemClock, interruption) }
  const platform = await openPlatform(profile.platform, profile.apiUrl, caller, profile)
  const authorization = openAuthorization({
    ...world,
    apiUrl: platform.apiUrl,
    title: platform.facts.title,
    openTransport: url => transportFor(options, url, terminal, { bodies: false }),
    note: line => terminal.note(line),
  })
  const applications = openApplications(platform, { ...caller, budget: new RetryBudget() })
  return { platform, authorization, applications }
}

function transportFor(
  options: GlobalOptions,
  url: string,
  terminal: SystemTerminal,
  { tls = {}, bodies = true }: { tls?: TlsSettings; bodies?: boolean } = {},
): Transport {
  const overall =
    options.timeout === undefined ? {} : { times: { overall: parseDuration(options.timeout, 'timeout') } }
  const transport = chooseTransport(process.env, url, { ...overall, ...tls })
  if (!options.debug) return transport
  return new LaterTransport(async () => {
    const { TracedTransport } = await import('./adapters/transports/traced.ts')
    return new TracedTransport(transport, systemClock, line => terminal.trace(line), { bodies })
  })
}

function remoteWorld(options: GlobalOptions, terminal: SystemTerminal): RemoteWorld {
  return {
    env: process.env,
    cwd: currentFolder(),
    home: homeFolder(),
    clock: systemClock,
    random: systemRandom,
    budget: new RetryBudget(),
    openTransport: (url, tls) => transportFor(options, url, terminal, { tls, bodies: false }),
    note: line => terminal.note(line),
  }
}

interface StoreSurroundings {
  terminal: SystemTerminal
  dataDir: string
  remote: RemoteWorld
  earlyChild: EarlyChild | undefined
  locks: Locks
}

/** Opens each store once: what it holds on to (a child process, a passphrase) is asked for once too. */
function storesFor(
  { profile }: Settings,
  { terminal, dataDir, remote, earlyChild, locks }: StoreSurroundings,
): (choice: StoreChoice) => SecretStore {
  const opened = new Map<string, SecretStore>()
  const options = {
    env: process.env,
    dataDir,
    childPath: keychainChild(),
    earlyChild,
    locks,
    profile: profile.name,
    engine: profile.keychainEngine,
    canPrompt: terminal.canPrompt,
    note: (line: string) => terminal.note(line),
    remote: () => remote,
    askSecret: (question: string) => terminal.askSecret(question),
  }
  return choice => {
    const store = opened.get(choice.text) ?? openSecretStore(choice, options)
    opened.set(choice.text, store)
    return store
  }
}

function sessionStores(settings: Settings, openStore: (choice: StoreChoice) => SecretStore): SessionStores {
  return { of: ({ session, store }) => openStore((session ? store : settings.store) ?? defaultStore) }
}
