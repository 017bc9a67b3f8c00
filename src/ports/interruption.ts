/** Whether the user or the system asked this run to stop; operations look before each new effect. */
export interface Interruption {
  readonly requested: boolean
}
