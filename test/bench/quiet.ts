import type { Result } from './measure.ts'

/** How far from 1 the median of two equal commands may be, and half of all pairs from each other. */
const drift = 0.03
const unrest = 0.2

/** Why the machine is too busy to measure on, judged by a pair of equal commands; undefined when it is quiet. */
export function unquiet({ ratio }: Result): string | undefined {
  if (!ratio) return 'nothing was measured'
  const [median, spread] = [ratio.median.toFixed(3), (ratio.high - ratio.low).toFixed(3)]
  if (Math.abs(ratio.median - 1) > drift) return `equal commands differ by ${median} (1 ± ${drift})`
  if (ratio.high - ratio.low > unrest)
    return `half of the pairs of equal commands spread over ${spread} (${unrest})`
  return undefined
}
