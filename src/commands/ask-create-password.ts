import { NotSupported } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import type { SignInRequest } from '../ports/platform.ts'
import type { Ports } from '../ports/ports.ts'
import { tenantHeaders } from '../ports/tenant-headers.ts'
import { askSignIn } from './ask-sign-in.ts'

interface PasswordOptions {
  email?: string
  passwordStdin?: boolean
  otp?: string
}

/** The account and its password, where a create is a sign-in; `undefined` elsewhere. Throws `NotSupported` for options that are for the former. */
export async function askCreatePassword(
  { email, passwordStdin = false, otp }: PasswordOptions,
  ports: Ports,
): Promise<Pick<SignInRequest, 'email' | 'password' | 'otp'> | undefined> {
  const { platform, settings } = ports
  if (platform.facts.createsBy === 'sign-in') {
    tenantHeaders(platform.facts, settings.profile)
    const account = email ?? settings.profile.account?.email ?? undefined
    const hint = 'pipe it in with --password-stdin'
    const asked = await askSignIn({ email: account, passwordStdin, hint }, ports)
    return otp === undefined ? asked : { ...asked, otp: new Secret(otp.trim()) }
  }
  if (email === undefined && otp === undefined && !passwordStdin) return undefined
  throw new NotSupported(`${platform.facts.title} takes no password to create a token`, {
    hint: 'leave --email, --password-stdin and --otp out',
  })
}
