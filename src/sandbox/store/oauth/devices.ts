import { wordsIn, wordsOf } from '../columns.ts'
import type { Database, Row } from '../database.ts'

/** A device that waits for a person to allow it, RFC 8628. */
export interface DeviceRow {
  /** Of the device code. */
  hash: string
  appId: string
  scopes: string[]
  /** Whole seconds since 1970. */
  endsAt: number
  /** Seconds that must lie between two questions. */
  interval: number
  /** When it asked last, in milliseconds since 1970. */
  polledMs: number | null
  decision: 'allowed' | 'denied' | null
  /** Who decided. */
  accountId: number | null
}

export interface DeviceStore {
  byHash(hash: string): DeviceRow | undefined
  byUserCode(userCodeHash: string): DeviceRow | undefined
  add(
    device: Pick<DeviceRow, 'hash' | 'appId' | 'scopes' | 'endsAt' | 'interval'>,
    userCodeHash: string,
  ): void
  setPolled(hash: string, ms: number, interval: number): void
  decide(hash: string, decision: 'allowed' | 'denied', accountId: number): void
  remove(hash: string): void
}

/** The waiting devices in the database. */
export function deviceStore(database: Database): DeviceStore {
  return {
    byHash: hash => deviceOf(database.get('SELECT * FROM oauth_devices WHERE hash = ?', hash)),
    byUserCode: hash => deviceOf(database.get('SELECT * FROM oauth_devices WHERE user_code_hash = ?', hash)),
    add({ hash, appId, scopes, endsAt, interval }, userCodeHash) {
      database.run(
        `INSERT INTO oauth_devices (hash, user_code_hash, app_id, scopes, ends_at, interval)
         VALUES (?, ?, ?, ?, ?, ?)`,
        ...[hash, userCodeHash, appId, wordsIn(scopes), endsAt, interval],
      )
    },
    setPolled(hash, ms, interval) {
      database.run('UPDATE oauth_devices SET polled_ms = ?, interval = ? WHERE hash = ?', ms, interval, hash)
    },
    decide(hash, decision, accountId) {
      const set = 'UPDATE oauth_devices SET decision = ?, account_id = ? WHERE hash = ?'
      database.run(set, decision, accountId, hash)
    },
    remove(hash) {
      database.run('DELETE FROM oauth_devices WHERE hash = ?', hash)
    },
  }
}

function deviceOf(row: Row | undefined): DeviceRow | undefined {
  return (
    row && {
      hash: String(row.hash),
      appId: String(row.app_id),
      scopes: wordsOf(row.scopes),
      endsAt: Number(row.ends_at),
      interval: Number(row.interval),
      polledMs: row.polled_ms == null ? null : Number(row.polled_ms),
      decision: row.decision === 'allowed' || row.decision === 'denied' ? row.decision : null,
      accountId: row.account_id == null ? null : Number(row.account_id),
    }
  )
}
