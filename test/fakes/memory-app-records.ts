import type { AppRecord } from '../../src/domain/application.ts'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import type { AppRecords } from '../../src/ports/app-records.ts'

/** Application records that forget. With `failing` every change fails, as in a read-only home. */
export class MemoryAppRecords implements AppRecords {
  readonly held = new Map<string, AppRecord>()
  failing = false

  async get(id: string): Promise<AppRecord | undefined> {
    return structuredClone(this.held.get(id))
  }

  async put(record: AppRecord): Promise<void> {
    this.#refuseWhenFailing()
    this.held.set(record.id, structuredClone(record))
  }

  async remove(id: string): Promise<void> {
    this.#refuseWhenFailing()
    this.held.delete(id)
  }

  #refuseWhenFailing(): void {
    if (this.failing)
      throw new StoreUnavailable('the records cannot be written', { hint: 'make them writable' })
  }
}
