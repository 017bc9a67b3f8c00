/** Everything instead of a sample: `npm run test:nightly`. */
export const nightly = process.env.BEATPASS_NIGHTLY === '1'

/** The items themselves at night, else so many of them, evenly spread, the first and the last among them. */
export function sampled<Item>(items: readonly Item[], most: number): Item[] {
  if (nightly || items.length <= most) return [...items]
  const step = (items.length - 1) / Math.max(1, most - 1)
  return Array.from({ length: most }, (_, at) => items[Math.round(at * step)]).filter(
    item => item !== undefined,
  )
}

/** Does the work for every item, in so many lanes that each have a world of their own; gives the complaints of all. */
export async function inLanes<Item, World>(
  items: readonly Item[],
  lanes: number,
  open: () => Promise<World>,
  work: (item: Item, world: World) => Promise<string[]>,
): Promise<string[]> {
  const waiting = [...items]
  const complaints: string[] = []
  const lane = async () => {
    const world = await open()
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const found = await work(item, world).catch((error: Error) => [`unexpected: ${error.stack}`])
      complaints.push(...found.map(one => `${JSON.stringify(item)}: ${one}`))
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane))
  return complaints
}

/** A line among the results: what was counted. */
export function say(line: string): void {
  process.stdout.write(`      ${line}\n`)
}
