import { Hono } from 'hono'
import type { Services } from '../service/services.ts'

/** The pages for people. */
export function pages(_services: Services): Hono<{ Bindings: { ip: string } }> {
  return new Hono<{ Bindings: { ip: string } }>()
}
