import { Secret } from '../domain/secret.ts'
import type { Interruption } from '../ports/interruption.ts'
import type {
  RunningSandbox,
  SandboxHost,
  SandboxRequest,
  SandboxUser,
  SandboxUserRequest,
} from '../ports/sandbox.ts'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs the embedded platform in this process. To be asked to stop is how it ends well: a signal is no failure here. */
export class LocalSandboxHost implements SandboxHost {
  readonly #interruption: Interruption

  constructor(interruption: Interruption) {
    this.#interruption = interruption
  }

  async start(request: SandboxRequest): Promise<RunningSandbox> {
    const { startSandbox } = await import('../sandbox/start-sandbox.ts')
    const { lifetimeDays: expiryDays, faults, ...rest } = request
    const running = await this.#interruption.during(() =>
      startSandbox({ ...rest, expiryDays, faults: [...faults] }),
    )
    const { apiUrl, webUrl, email, password, stop } = running
    return { apiUrl, webUrl, email, password: new Secret(password), stop }
  }

  async addUser(request: SandboxUserRequest): Promise<SandboxUser> {
    const { addUser } = await import('../sandbox/add-user.ts')
    const { email, password, totpSecret, otpauthUrl } = await addUser(request)
    const user = { email, password: new Secret(password) }
    if (totpSecret === undefined || otpauthUrl === undefined) return user
    return { ...user, totp: { secret: new Secret(totpSecret), url: new Secret(otpauthUrl) } }
  }

  async untilStopped(): Promise<void> {
    const signal = new Promise<void>(resolve => {
      for (const name of stopSignals) process.once(name, () => resolve())
    })
    await this.#interruption.during(async () => {
      if (!this.#interruption.requested) await signal
    })
  }
}
