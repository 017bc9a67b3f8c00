import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FreshSecret } from './secret-card.ts'

/** What is remembered of one browser while the sandbox runs. */
export interface Session {
  id: string
  /** Every form must send it back. */
  csrf: string
  /** Who is signed in. */
  accountId?: number
  /** Whose password was right and whose second factor is still to come. */
  pendingAccountId?: number
  /** A secret just made, until its page was shown. */
  fresh?: FreshSecret
  /** Where to go on after signing in: a path of this site, with what brought the browser here. */
  goingTo?: GoingTo
}

export interface GoingTo {
  /** Path and query. */
  path: string
  /** What wants to be continued to, in words: an app's name. */
  name: string
}

export interface Sessions {
  find(id: string | undefined): Session | undefined
  /** A fresh session under a fresh id; the former one, if any, is forgotten. */
  renew(former?: Session): Session
  forget(session: Session): void
}

const most = 500

/** Sessions in memory: they end with the sandbox. Beyond 500 the oldest is forgotten. */
export function webSessions(): Sessions {
  const sessions = new Map<string, Session>()
  return {
    find: id => (id === undefined ? undefined : sessions.get(id)),
    renew(former) {
      if (former) sessions.delete(former.id)
      const session = { id: random(), csrf: random() }
      sessions.set(session.id, session)
      for (const id of sessions.keys()) if (sessions.size > most) sessions.delete(id)
      return session
    },
    forget: session => void sessions.delete(session.id),
  }
}

/** Whether a form came from a page that this session was shown. */
export function csrfMatches(session: Session, sent: string | undefined): boolean {
  const expected = Buffer.from(session.csrf)
  const given = Buffer.from(sent ?? '')
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function random(): string {
  return randomBytes(24).toString('base64url')
}
