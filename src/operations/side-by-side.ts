import type { Destination } from '../ports/destination.ts'

/**
 * Groups that may be worked at side by side, the items of each one after the other. Fields of one secret are written on
 * condition that the whole is as it was observed: two at a time would stand in each other's way.
 */
export function sideBySide<Item>(
  items: readonly Item[],
  destinationsOf: (item: Item) => readonly Destination[],
): Item[][] {
  const groups = new Set<Item[]>()
  const byWhole = new Map<string, Item[]>()
  for (const item of items) {
    const wholes = destinationsOf(item).flatMap(wholeOf)
    const met = wholes.flatMap(whole => {
      const group = byWhole.get(whole)
      return group ? [group] : []
    })
    const [group = [], ...others] = new Set(met)
    for (const other of others) {
      group.push(...other)
      groups.delete(other)
      for (const [whole, held] of byWhole) if (held === other) byWhole.set(whole, group)
    }
    group.push(item)
    groups.add(group)
    for (const whole of wholes) byWhole.set(whole, group)
  }
  return [...groups]
}

/** What a field is part of: `vault:kv/app` of `vault:kv/app#TOKEN`. The lines of a dotenv file are written under its lock. */
function wholeOf({ to, writesConditionally }: Destination): string[] {
  const at = to.indexOf('#')
  return writesConditionally && at > 0 && !to.startsWith('env:') ? [to.slice(0, at)] : []
}
