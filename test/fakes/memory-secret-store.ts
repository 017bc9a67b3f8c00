import { refuseUnstorable } from '../../src/adapters/secret-stores/refuse-unstorable.ts'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import type { Secret } from '../../src/domain/secret.ts'
import type { Entry, SecretStore } from '../../src/ports/secret-store.ts'

type Method = 'probe' | 'read' | 'write' | 'remove'

/** A secret store that forgets. It passes the contract of the real ones. */
export class MemorySecretStore implements SecretStore {
  readonly name = 'keychain'
  readonly location: string
  /** How often each method was called; a test whose store was never called has tested nothing. */
  readonly calls: Record<Method, number> = { probe: 0, read: 0, write: 0, remove: 0 }
  /** What it holds, keyed `service/account`. */
  readonly entries = new Map<string, Secret>()
  readonly #failures = new Map<Method, Error>()

  constructor(location = 'memory') {
    this.location = location
  }

  /** From now on the method throws; without an error, one that says so. */
  fail(method: Method, error: Error = new StoreUnavailable(`the ${method} failed, as the test asked`)): void {
    this.#failures.set(method, error)
  }

  /** From now on the method works again. */
  mend(method: Method): void {
    this.#failures.delete(method)
  }

  async probe(): Promise<void> {
    this.#called('probe')
  }

  async read(entry: Entry): Promise<Secret | undefined> {
    this.#called('read')
    refuseUnstorable(entry)
    return this.entries.get(keyOf(entry))
  }

  async write(entry: Entry, secret: Secret): Promise<void> {
    this.#called('write')
    refuseUnstorable(entry, secret)
    this.entries.set(keyOf(entry), secret)
  }

  async remove(entry: Entry): Promise<void> {
    this.#called('remove')
    refuseUnstorable(entry)
    this.entries.delete(keyOf(entry))
  }

  #called(method: Method): void {
    this.calls[method]++
    const failure = this.#failures.get(method)
    if (failure) throw failure
  }
}

function keyOf(entry: Entry): string {
  return `${entry.service}/${entry.account}`
}
