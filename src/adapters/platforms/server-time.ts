import type { HttpResponse } from '../../ports/transport.ts'
import { httpDate } from '../transports/retry-after.ts'

/** The platform's clock when it answered, or null where it does not say. */
export function serverTime({ headers }: Pick<HttpResponse, 'headers'>): Date | null {
  return httpDate(headers.date) ?? null
}
