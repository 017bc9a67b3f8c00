import type { Ports } from '../ports/ports.ts'

type Watch = (done: number, total: number) => void

/** How far some work is, and when it began; times in milliseconds. */
export interface Progress {
  done: number
  total: number
  began: number
  now: number
}

/** How long after the beginning, and after the last one, a line is told: rewritten at a terminal, a new one elsewhere. */
const every = { terminal: 100, pipe: 10_000 }

/** `120 of 1000, 45 a second, ends in 20 s (12:03:20Z)` */
export function progressLine({ done, total, began, now }: Progress): string {
  const elapsed = Math.max(now - began, 1)
  const left = Math.round(((total - done) * elapsed) / done)
  const end = new Date(now + left).toISOString().slice(11, 19)
  return `${done} of ${total}, ${rate((done * 1000) / elapsed)}, ends in ${duration(left)} (${end}Z)`
}

/** Runs work that tells how far it is; its line is gone afterwards. Nothing is told with `json`. */
export async function withProgress<Result>(
  { terminal, clock }: Pick<Ports, 'terminal' | 'clock'>,
  { json = false }: { json?: boolean },
  work: (watch: Watch) => Promise<Result>,
): Promise<Result> {
  const began = clock.now().getTime()
  const pause = terminal.stderr.terminal ? every.terminal : every.pipe
  let last = began
  const watch: Watch = (done, total) => {
    const now = clock.now().getTime()
    if (json || now - last < pause || done === total) return
    last = now
    terminal.progress(progressLine({ done, total, began, now }))
  }
  try {
    return await work(watch)
  } finally {
    terminal.progress(undefined)
  }
}

function rate(perSecond: number): string {
  return perSecond >= 1 ? `${Math.round(perSecond)} a second` : `${Math.round(perSecond * 60)} a minute`
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
