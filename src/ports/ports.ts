import type { AppRecords } from './app-records.ts'
import type { Applications } from './applications.ts'
import type { Authorization } from './authorization.ts'
import type { Browser } from './browser.ts'
import type { Clock } from './clock.ts'
import type { Destinations } from './destination.ts'
import type { Interruption } from './interruption.ts'
import type { Locks } from './locks.ts'
import type { OwnCommands } from './own-command.ts'
import type { Platform } from './platform.ts'
import type { Profiles } from './profiles.ts'
import type { Random } from './random.ts'
import type { SandboxHost } from './sandbox.ts'
import type { SecretStore, SessionStores } from './secret-store.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'
import type { TokenRecords } from './token-records.ts'

/** Everything an operation may touch; its signature picks what it does. */
export interface Ports {
  settings: Settings
  platform: Platform
  authorization: Authorization
  applications: Applications
  locks: Locks
  /** The one of this run, for the secrets of tokens and for a new session. */
  secretStore: SecretStore
  sessionStores: SessionStores
  destinations: Destinations
  tokenRecords: TokenRecords
  appRecords: AppRecords
  profiles: Profiles
  clock: Clock
  random: Random
  terminal: Terminal
  browser: Browser
  interruption: Interruption
  sandboxHost: SandboxHost
  ownCommands: OwnCommands
}
