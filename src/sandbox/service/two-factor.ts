import { Secret as OtpSecret, TOTP } from 'otpauth'
import type { Clock } from '../clock.ts'

/** A new two-factor secret, base32. */
export function newTotpSecret(): string {
  return new OtpSecret({ size: 20 }).base32
}

/** Whether the six digits are right now, one step of 30 seconds early or late allowed. */
export function codeMatches(totpSecret: string, code: string, clock: Clock): boolean {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return false
  return totpFor(totpSecret, '').validate({ token, timestamp: clock().getTime(), window: 1 }) !== null
}

/** The address that authenticator apps read from a QR code. */
export function otpauthUrl(totpSecret: string, email: string): string {
  return totpFor(totpSecret, email).toString()
}

function totpFor(totpSecret: string, email: string): TOTP {
  return new TOTP({ issuer: 'BeatPass sandbox', label: email, secret: OtpSecret.fromBase32(totpSecret) })
}
