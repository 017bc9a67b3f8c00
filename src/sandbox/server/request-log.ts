import { appendFileSync } from 'node:fs'
import { InvalidInput } from '../../domain/errors.ts'

/** What tests and curious people may know of a request to the API. No secret, password or body is in it. */
export interface LoggedRequest {
  method: string
  /** What follows the API address, without the query: `/access-tokens/12`. */
  path: string
  /** The id that the bearer value names, whether or not it was accepted; null without one. */
  tokenId: string | null
  /** The name a token was asked for with; only where one was. */
  tokenName?: string
  /** The status as the client could read it; null until then, and where the answer was lost on purpose. */
  status: number | null
  /** The faults it met, as typed; left out where there was none. */
  faults?: string[]
  /** ISO 8601, by the sandbox's clock. */
  at: string
}

export interface RequestLog {
  /** In the order of arrival. */
  requests: LoggedRequest[]
  /** Takes a request down as it arrives, still without a status. */
  arrived(entry: LoggedRequest): void
  /** Appends it to the file, if there is one, before its answer leaves. */
  answered(entry: LoggedRequest, status: number | null, faults: string[]): void
}

/**
 * A log in memory and, with a path, also in a file: one JSON object a line, mode 0600. Throws `InvalidInput` where there can be
 * no such file: each request would fail instead.
 */
export function requestLog(file: string | undefined): RequestLog {
  const requests: LoggedRequest[] = []
  if (file !== undefined) refuseUnwritable(file)
  return {
    requests,
    arrived: entry => void requests.push(entry),
    answered(entry, status, faults) {
      entry.status = status
      if (faults.length > 0) entry.faults = faults
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    },
  }
}

function refuseUnwritable(file: string): void {
  try {
    appendFileSync(file, '', { mode: 0o600 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InvalidInput(`the log cannot be written to ${file} (${code})`, {
      hint: 'choose another --log file',
      cause: error,
    })
  }
}
