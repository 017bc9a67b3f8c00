import type { Account, Profile } from '../domain/profile.ts'
import type { SignInResult } from '../operations/sign-in.ts'
import type { SignOutResult } from '../operations/sign-out.ts'
import type { WhoAmIResult } from '../operations/who-am-i.ts'
import type { Settings } from '../ports/settings.ts'
import type { Terminal } from '../ports/terminal.ts'
import { jsonText } from './json.ts'
import { fullTime, isoTime } from './time.ts'
import { pairs, whereSet } from './token-details.ts'

interface Options {
  json?: boolean
}

/** Who is signed in now; as JSON on request. */
export function showSignIn(
  { account, warnings }: SignInResult,
  { profile: { name, platform, apiUrl }, environmentToken }: Settings,
  terminal: Terminal,
  { json = false }: Options,
): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (environmentToken) terminal.note('warning: BEATPASS_TOKEN is set and wins over this session')
  if (json) return terminal.print(jsonText({ profile: name, platform, apiUrl, account }, terminal.stdout))
  const who = account?.email || account?.name || (account ? `account ${account.id}` : 'a pasted token')
  terminal.note(`signed in as ${who} (profile ${name})`)
}

/** Where to type which code, and the warning that goes with it (RFC 8628, 5.4). */
export function showDeviceCode(
  { page, userCode, expiresAt }: { page: string; userCode: string; expiresAt: Date },
  terminal: Terminal,
): void {
  terminal.note(`open ${page} on any device and enter the code ${userCode}`)
  terminal.note('only ever enter a code that you asked for yourself, and only at that address')
  terminal.note(`waiting for the answer, until ${isoTime(expiresAt)}; Ctrl-C gives up`)
}

const endings = {
  revoked: 'signed out; the session is revoked',
  'left-alive': 'session forgotten; it lives on at the platform until it ends',
}

/** What became of the session. */
export function showSignOut(
  { session }: SignOutResult,
  { name }: Profile,
  terminal: Terminal,
  { json = false }: Options,
): void {
  if (json) return terminal.print(jsonText({ profile: name, session }, terminal.stdout))
  terminal.note(endings[session])
}

/** Whose it is, for people. */
export function accountInWords({ id, name, email }: Account): string {
  return [name, email].filter(Boolean).join(' · ') || id
}

/** The account, the credential, where secrets rest. */
export function showWhoAmI(result: WhoAmIResult, terminal: Terminal, { json = false }: Options): void {
  const { now, ...shown } = result
  if (json) return terminal.print(jsonText(shown, terminal.stdout))
  const { account, credential, session, secretStore } = result
  const fields: [string, string][] = [
    ['account', account ? accountInWords(account) : 'unknown'],
    ['profile', result.profile],
    ['platform', result.platform],
    ['api url', result.apiUrl],
    ...Object.entries(result.tenancy ?? {}),
    ...whereSet('environment', result.environment),
    ['credential', credential ? `${credential.kind}: ${credential.source}` : 'none'],
    ['secret store', `${secretStore.name}: ${secretStore.location}`],
    ['session ends', session?.expiresAt ? fullTime(session.expiresAt, now, terminal.stdout) : ''],
    ...whereSet('permissions', result.permissions),
  ]
  terminal.print(pairs(fields, terminal.stdout))
}
