import type { Clock } from '../clock.ts'

/**
 * How an answer leaves: `whole`; `drop`: the connection closes without a byte; `reset`: the same with a TCP reset;
 * `stall`: nothing is sent and the connection stays; `cutAt`: so many bytes of the raw answer, then the end.
 */
export type Delivery = 'whole' | 'drop' | 'reset' | 'stall' | { cutAt: number }

export interface Answer {
  response: Response
  delivery: Delivery
  /** For the `Date` header; null sends none. */
  date: Date | null
}

export interface Exchange {
  request: Request
  clock: Clock
  /** Aborted when the sandbox stops. */
  stopping: AbortSignal
}

/** Does the work of a request and gives its answer. */
export type Work = (request: Request) => Promise<Answer>

/** One way to misbehave: stands between a request and its work, and decides whether, when and what. */
export type Misbehaviour = (exchange: Exchange, work: Work) => Promise<Answer>
