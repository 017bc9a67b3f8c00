const farthest = 3
const leastAlike = 0.4

/** The candidates that a mistyped word may have meant, by the alphabet; commander's own measure, so that both say the same. */
export function similar(word: string, candidates: readonly string[]): string[] {
  const dashes = word.startsWith('--') ? 2 : 0
  let best = farthest
  let found: string[] = []
  for (const candidate of new Set(candidates)) {
    const [typed, meant] = [word.slice(dashes), candidate.slice(dashes)]
    if (meant.length <= 1) continue
    const distance = editDistance(typed, meant, best)
    const length = Math.max(typed.length, meant.length)
    if ((length - distance) / length <= leastAlike || distance > best) continue
    if (distance < best) found = []
    best = distance
    found.push(candidate)
  }
  return found.sort((a, b) => a.localeCompare(b))
}

/** The hint that names them; there is none where there are none. */
export function didYouMean(meant: readonly string[]): string | undefined {
  if (meant.length === 0) return undefined
  return `did you mean ${meant.length > 1 ? 'one of ' : ''}${meant.join(', ')}?`
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that make one of the other; endless where they are more than
 * `most`.
 */
function editDistance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return Number.POSITIVE_INFINITY
  let beforeLast: number[] = []
  let last = Array.from({ length: from.length + 1 }, (_, at) => at)
  for (let row = 1; row <= to.length; row++) {
    const current = [row]
    for (let at = 1; at <= from.length; at++) {
      const substituted = (last[at - 1] ?? 0) + (from[at - 1] === to[row - 1] ? 0 : 1)
      let least = Math.min((current[at - 1] ?? 0) + 1, (last[at] ?? 0) + 1, substituted)
      const swapped = at > 1 && row > 1 && from[at - 1] === to[row - 2] && from[at - 2] === to[row - 1]
      if (swapped) least = Math.min(least, (beforeLast[at - 2] ?? 0) + 1)
      current.push(least)
    }
    // What follows is made of these two rows, and nowhere less.
    if (Math.min(...last, ...current) > most) return Number.POSITIVE_INFINITY
    beforeLast = last
    last = current
  }
  return last[from.length] ?? 0
}
