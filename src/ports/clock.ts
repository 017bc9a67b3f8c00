/** Time as this machine tells it. Ages of tokens are judged by the platform's clock instead (`TokenList.serverTime`). */
export interface Clock {
  now(): Date
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>
}
