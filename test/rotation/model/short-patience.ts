import { patience } from '../../../src/domain/rotation/run.ts'

/** Asking once again is enough to explore what asking six times does; real numbers only multiply equal states. */
export function shortenPatience(): void {
  Object.assign(patience, { rest: 1, listing: 1, acceptance: 0, revoke: 2 })
}
