import type { RunningSandbox, SandboxUser } from '../ports/sandbox.ts'
import type { Terminal } from '../ports/terminal.ts'

/** One line of JSON when it is ready, for people and scripts alike; the password is what was asked for. */
export function showSandbox({ apiUrl, webUrl, email, password }: RunningSandbox, terminal: Terminal): void {
  terminal.mask(password)
  terminal.print(`${JSON.stringify({ apiUrl, webUrl, email, password: password.reveal() })}\n`)
  if (terminal.stdout.terminal) terminal.note('the sandbox runs until Ctrl-C')
}

/** One line of JSON: how to sign in as the new account. */
export function showSandboxUser({ email, password, totp }: SandboxUser, terminal: Terminal): void {
  for (const secret of [password, ...(totp ? [totp.secret, totp.url] : [])]) terminal.mask(secret)
  const second = totp ? { totpSecret: totp.secret.reveal(), otpauthUrl: totp.url.reveal() } : {}
  terminal.print(`${JSON.stringify({ email, password: password.reveal(), ...second })}\n`)
}
