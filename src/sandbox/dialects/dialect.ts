import type { Hono } from 'hono'
import type { Services } from '../service/services.ts'
import type { TokenForm } from '../service/token-form.ts'
import type { Database } from '../store/database.ts'
import type { Sessions } from '../web/sessions.ts'
import type { Site } from '../web/site.ts'
import type { WebEnv } from '../web/web-env.ts'

/** What a dialect is built from. */
export interface Ground {
  services: Services
  database: Database
  /** How long tokens live here; null: they do not end. */
  lifetimeDays: number | null
  /** What only some platforms know; left out where nobody asked. */
  refusesBearers?: 403 | 423 | undefined
}

/** A platform's routes over a database. */
export interface Played {
  /** Answers what `apiPathOf` knows. */
  api(request: Request, ip: string): Response | Promise<Response>
  /** Adds the platform's own pages to the site, which has sign-in already. */
  addPages(site: Hono<WebEnv>, sessions: Sessions): void
}

/** One platform as the sandbox plays it: a file beside this one, and a line in dialects.ts. */
export interface Dialect {
  /** As typed after `--platform`. */
  name: string
  /** What the pages call it, and where they are. */
  site: Site
  /** What its API address ends in: `/api/v1`, or nothing. */
  apiPath: string
  /** How long its tokens live unless `--expiry` says otherwise; null: they do not end. */
  lifetimeDays: number | null
  form: TokenForm
  /** A request's path as logs and faults name it, or `undefined` where it is for the pages. */
  apiPathOf(pathname: string): string | undefined
  /** Which field of a POST names the new token, by such a path. */
  nameFields: Readonly<Record<string, string>>
  play(ground: Ground): Played
}

/** `apiPathOf` for an API below a path of its own. */
export function below(apiPath: string): Dialect['apiPathOf'] {
  return pathname => (pathname.startsWith(`${apiPath}/`) ? pathname.slice(apiPath.length) : undefined)
}
