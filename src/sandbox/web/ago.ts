const steps: [string, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "5 days ago", "1 hour ago", "just now". */
export function ago(time: Date, now: Date): string {
  const past = now.getTime() - time.getTime()
  for (const [unit, length] of steps) {
    const count = Math.floor(past / length)
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}
