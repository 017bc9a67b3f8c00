import type { Secret } from '../domain/secret.ts'

/** How a sandbox is to be. */
export interface SandboxRequest {
  /** On loopback; a free one when left out. */
  port?: number
  /** Kept between runs; without it everything goes with the sandbox. */
  dataDir?: string
  platform?: string
  /** Of the platform vebto: which generation of its code base. */
  generation?: string
  /** Left out: the platform's own; null: tokens do not end. */
  lifetimeDays?: number | null
  rateLimit: boolean
  /** As typed: `ACTION[=VALUE]@METHOD PATH[#N]`. */
  faults: readonly string[]
  /** Takes a line of JSON for every request. */
  logFile?: string
}

/** A sandbox that answers, and how to sign in to it. */
export interface RunningSandbox {
  apiUrl: string
  webUrl: string
  email: string
  password: Secret
  /** Ends every connection; a folder that was not asked for goes. Stopping twice is not an error. */
  stop(): Promise<void>
}

/** An account to add. */
export interface SandboxUserRequest {
  /** Of a sandbox that runs or does not. */
  dataDir: string
  email: string
  name?: string
  twoFactor: boolean
  banned: boolean
  unverified: boolean
  apiAccess: boolean
  /** At most so many tokens. */
  tokenCap?: number
}

/** How to sign in as an account that was just added. */
export interface SandboxUser {
  email: string
  password: Secret
  /** Base32, and the same as an `otpauth://` address; only with two-factor authentication. */
  totp?: { secret: Secret; url: Secret }
}

/** The embedded platform for trying and testing. Nothing of it is loaded before it is asked for. */
export interface SandboxHost {
  /**
   * Starts a sandbox in this process and resolves when it answers. Throws `InvalidInput` for a bad request, a taken
   * port or folder, `UnsafeEnvironment` for a folder open to others, `StoreUnavailable` where there is no SQLite.
   */
  start(request: SandboxRequest): Promise<RunningSandbox>
  /** Adds an account. Throws as `start`, and `InvalidInput` for an address that is taken. */
  addUser(request: SandboxUserRequest): Promise<SandboxUser>
  /** Resolves when this process is asked to stop. */
  untilStopped(): Promise<void>
}
