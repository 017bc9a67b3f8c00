import { InputRequired } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { Ports } from '../ports/ports.ts'

type AskPorts = Pick<Ports, 'terminal' | 'settings'>

/** The e-mail address and the password: as given, else asked for. Throws `InputRequired`, for the password with that hint, where nobody can be asked. */
export async function askSignIn(
  { email, passwordStdin, hint }: { email: string | undefined; passwordStdin: boolean; hint: string },
  ports: AskPorts,
): Promise<{ email: string; password: Secret }> {
  const address = (email ?? (await askEmail(ports))).trim()
  if (address === '') throw emailNeeded()
  return {
    email: address,
    password: passwordStdin ? await ports.terminal.readInput() : await askPassword(ports, hint),
  }
}

const emailNeeded = () =>
  new InputRequired('an e-mail is needed to sign in', { hint: 'give it with --email' })

async function askEmail({ terminal, settings }: AskPorts): Promise<string> {
  if (!terminal.canPrompt) throw emailNeeded()
  return await terminal.ask('E-mail', settings.profile.account?.email ?? undefined)
}

async function askPassword({ terminal }: AskPorts, hint: string): Promise<Secret> {
  if (!terminal.canPrompt) {
    throw new InputRequired('a password is needed to sign in', { hint })
  }
  return await terminal.askSecret('Password')
}
