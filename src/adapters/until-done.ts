/** Does the work once, for all who ask. What failed is done anew for the next one: the reason may have passed. */
export function untilDone<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | undefined
  return () => {
    done ??= work().catch(error => {
      done = undefined
      throw error
    })
    return done
  }
}
