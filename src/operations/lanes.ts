/** How many items of one call are worked at together, where the platform's limits do not say less. */
export const laneCount = 16

/**
 * Works at many items, at most `lanes` of them at a time, begun in their order; gives the results in that order. What is
 * thrown is a bug: nothing more is begun, and it is thrown on once what is under way has ended.
 */
export async function inLanes<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  lanes = laneCount,
): Promise<Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  let broken = false
  const lane = async () => {
    for (const [at, item] of waiting) {
      if (broken) return
      try {
        results[at] = await work(item)
      } catch (error) {
        broken = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(lanes, items.length) }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return results
}
