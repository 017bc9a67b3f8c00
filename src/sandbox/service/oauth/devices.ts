import { randomInt } from 'node:crypto'
import { Secret } from '../../../domain/secret.ts'
import { type Clock, secondsOf } from '../../clock.ts'
import type { Account } from '../../store/accounts.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'
import type { DeviceRow, DeviceStore } from '../../store/oauth/devices.ts'
import { hashOf } from '../hash.ts'
import { lettersAndDigits } from '../token-form.ts'

export interface StartedDevice {
  device: Secret
  /** `XXXX-XXXX`, for a person to type. */
  userCode: string
  expiresIn: number
  interval: number
}

/** What a device is told; with `allowed` it gets its tokens, once. */
export type PollOutcome =
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | 'invalid_grant'
  | { allowed: { appId: string; accountId: number; scopes: string[] } }

export interface DeviceService {
  start(app: OAuthApp, scopes: string[]): StartedDevice
  poll(app: OAuthApp, device: string): PollOutcome
  /** The device that waits under that code, as typed in any way. */
  waiting(userCode: string): DeviceRow | undefined
  decide(device: DeviceRow, account: Account, allowed: boolean): void
}

const lifetime = 600
const interval = 5

/** The device flow, RFC 8628. */
export function deviceService(store: DeviceStore, clock: Clock): DeviceService {
  const isOver = ({ endsAt }: DeviceRow) => endsAt <= secondsOf(clock())
  return {
    start(app, scopes) {
      const device = lettersAndDigits(43)
      const userCode = newUserCode()
      const row = { hash: hashOf(device), appId: app.id, scopes, endsAt: secondsOf(clock()) + lifetime }
      store.add({ ...row, interval }, hashOf(userCode))
      const shown = `${userCode.slice(0, 4)}-${userCode.slice(4)}`
      return { device: new Secret(device), userCode: shown, expiresIn: lifetime, interval }
    },
    poll(app, text) {
      const device = store.byHash(hashOf(text))
      if (!device || device.appId !== app.id) return 'invalid_grant'
      if (isOver(device)) return 'expired_token'
      const now = clock().getTime()
      const early = device.polledMs !== null && now - device.polledMs < device.interval * 1000
      store.setPolled(device.hash, now, device.interval + (early ? 5 : 0))
      if (early) return 'slow_down'
      if (device.decision === null || device.accountId === null) return 'authorization_pending'
      store.remove(device.hash)
      if (device.decision === 'denied') return 'access_denied'
      return { allowed: { appId: device.appId, accountId: device.accountId, scopes: device.scopes } }
    },
    waiting(userCode) {
      const device = store.byUserCode(hashOf(userCode.toUpperCase().replace(/[^A-Z]/g, '')))
      return device && !isOver(device) && device.decision === null ? device : undefined
    },
    decide: ({ hash }, { id }, allowed) => store.decide(hash, allowed ? 'allowed' : 'denied', id),
  }
}

/** Eight consonants, as RFC 8628 6.1 advises: no words, nothing to mistake. */
function newUserCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ'
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')
}
