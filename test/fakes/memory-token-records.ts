import { StoreUnavailable } from '../../src/domain/errors.ts'
import type { TokenRecord } from '../../src/domain/token.ts'
import type { TokenRecords } from '../../src/ports/token-records.ts'

/** Token records that forget. With `failing` every change fails, as in a read-only home. */
export class MemoryTokenRecords implements TokenRecords {
  readonly held = new Map<string, TokenRecord>()
  readonly calls = { all: 0, get: 0, put: 0, remove: 0 }
  failing = false

  constructor(...records: TokenRecord[]) {
    for (const record of records) this.held.set(record.id, structuredClone(record))
  }

  async all(): Promise<TokenRecord[]> {
    this.calls.all++
    return [...this.held.values()].map(record => structuredClone(record))
  }

  async get(id: string): Promise<TokenRecord | undefined> {
    this.calls.get++
    return structuredClone(this.held.get(id))
  }

  async put(record: TokenRecord): Promise<void> {
    this.calls.put++
    this.#refuseWhenFailing()
    this.held.set(record.id, structuredClone(record))
  }

  async remove(id: string): Promise<void> {
    this.calls.remove++
    this.#refuseWhenFailing()
    this.held.delete(id)
  }

  #refuseWhenFailing(): void {
    if (this.failing)
      throw new StoreUnavailable('the records cannot be written', { hint: 'make them writable' })
  }
}
