import { DestinationUnavailable, StoreUnavailable } from '../../domain/errors.ts'

/**
 * Runs what a remote service does for a secret store: its failures become those of a store, with the same words. `change` is what
 * may have happened to the secret all the same.
 */
export async function asStoreFailure<Result>(
  work: () => Promise<Result>,
  change: 'stored' | 'removed' = 'stored',
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof DestinationUnavailable)) throw error
    const { message, failure, retryable, hint } = error
    const unclear = failure === 'timeout' || failure === 'unresponsive'
    const words = unclear ? `${message}; whether the secret was ${change} is not known` : message
    throw new StoreUnavailable(words, {
      failure,
      retryable,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    })
  }
}
