import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { MintedToken } from '../service/tokens.ts'

/** What is remembered of one browser while the sandbox runs. */
export interface Session {
  id: string
  /** Every form must send it back. */
  csrf: string
  /** Who is signed in. */
  accountId?: number
  /** Whose password was right and whose second factor is still to come. */
  pendingAccountId?: number
  /** A token just created, until its page was shown. */
  minted?: MintedToken
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
