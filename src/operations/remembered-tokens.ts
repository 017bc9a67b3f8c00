import { BeatpassError } from '../domain/errors.ts'
import type { TokenRecord } from '../domain/token.ts'
import type { Ports } from '../ports/ports.ts'

/** The records, or why there are none. */
export interface RememberedTokens {
  records: TokenRecord[]
  /** Why the records could not be read; then there are none. Whoever needs them to know a place must stop. */
  failure: BeatpassError | undefined
}

/** What this machine remembers; a folder that cannot be read is no reason to fail, for most work does without. */
export async function rememberedTokens({
  tokenRecords,
}: Pick<Ports, 'tokenRecords'>): Promise<RememberedTokens> {
  try {
    return { records: await tokenRecords.all(), failure: undefined }
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return { records: [], failure: error }
  }
}
