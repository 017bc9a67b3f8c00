import { DestinationConflict } from './errors.ts'

/** For a destination that is not what it was when it was observed, and was left as it is. */
export function changedMeanwhile(to: string, cause?: unknown): DestinationConflict {
  return new DestinationConflict(`${to} changed in the meantime and was left as it is`, {
    hint: 'run it again: it starts from what is there now',
    failure: 'mismatch',
    ...(cause === undefined ? {} : { cause }),
  })
}
