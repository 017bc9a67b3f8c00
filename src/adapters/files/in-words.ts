import { StoreUnavailable } from '../../domain/errors.ts'
import { fileFailure } from './file-failure.ts'

/** Runs what touches the file or folder at `path`; a system error becomes a `StoreUnavailable` in plain words. */
export async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const failure = fileFailure(error, path)
    throw failure ? new StoreUnavailable(failure.message, { hint: failure.hint, cause: error }) : error
  }
}
