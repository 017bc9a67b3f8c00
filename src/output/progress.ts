import type { Watch } from '../operations/watch.ts'
import type { Platform } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { type Pace, Windows } from './windows.ts'

/** How far some work is, and when it began; times in milliseconds. */
export interface Progress {
  done: number
  total: number
  began: number
  now: number
  /** Where a rate limit sets the pace; else that is what it was so far. */
  pace?: Pace | undefined
  /** Until when a rate limit holds it. */
  heldUntil?: number | undefined
}

/** How long after the beginning, and after the last one, a line is told: rewritten at a terminal, a new one elsewhere. */
const every = { terminal: 100, pipe: 10_000 }

/**
 * `120 of 1000, 45 a second, ends in 20 s (12:03:20Z)`, and at a rate limit
 * `298 of 1000, 298 a minute, ends in 3 min (12:03:01Z), waits until 12:01:01Z`.
 */
export function progressLine({ done, total, began, now, pace, heldUntil }: Progress): string {
  const { perSecond, endsAt } = pace ?? paceSoFar(done, total, began, now)
  const told = total > 0 ? [`${done} of ${total}`] : []
  if (perSecond > 0 && done < total) {
    const left = Math.max(endsAt - now, 1)
    told.push(rate(perSecond), `ends in ${duration(left)} (${clockTime(now + left)})`)
  }
  if (heldUntil !== undefined) told.push(`waits until ${clockTime(heldUntil)}`)
  return told.join(', ')
}

/**
 * Runs work that tells how far it is; its line is gone afterwards. That the platform's rate limit holds it is told at once.
 * Nothing is told with `json`.
 */
export async function withProgress<Result>(
  ports: Pick<Ports, 'terminal' | 'clock'> & { platform: Pick<Platform, 'whenHeld'> },
  { json = false }: { json?: boolean },
  work: (watch: Watch) => Promise<Result>,
): Promise<Result> {
  if (json) return await work(() => undefined)
  const { terminal, clock, platform } = ports
  const began = clock.now().getTime()
  const pause = terminal.stderr.terminal ? every.terminal : every.pipe
  const windows = new Windows(began)
  let [done, total, last] = [0, 0, began]
  const tell = (isNews: boolean) => {
    const now = clock.now().getTime()
    const heldUntil = windows.heldAt(now)
    if ((now - last < pause && !isNews) || (done === total && heldUntil === undefined)) return
    last = now
    terminal.progress(progressLine({ done, total, began, now, pace: windows.pace, heldUntil }))
  }
  platform.whenHeld?.(until => tell(windows.hold(until.getTime(), done, total)))
  try {
    return await work((nowDone, ofAll) => {
      done = nowDone
      total = ofAll
      tell(false)
    })
  } finally {
    terminal.progress(undefined)
  }
}

function paceSoFar(done: number, total: number, began: number, now: number): Pace {
  const elapsed = Math.max(now - began, 1)
  return { perSecond: (done * 1000) / elapsed, endsAt: now + Math.round(((total - done) * elapsed) / done) }
}

function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)}Z`
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? `${Math.round(perSecond)} a second` : `${Math.round(perSecond * 60)} a minute`
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
