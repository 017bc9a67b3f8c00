/** The sandbox's time; tests give one of their own and move it. */
export type Clock = () => Date

/** The machine's own time. */
export const systemClock: Clock = () => new Date()

/** Whole seconds since 1970, the precision of the platform's rows and headers. */
export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}
