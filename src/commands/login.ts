import { Command } from 'commander'
import { InputRequired, InvalidInput, TwoFactorRequired } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import { type SignInResult, signIn, signInWithToken } from '../operations/sign-in.ts'
import { showSignIn } from '../output/account.ts'
import type { Ports } from '../ports/ports.ts'
import type { OpenPorts } from './open-ports.ts'

interface LoginOptions {
  email?: string
  passwordStdin?: boolean
  otp?: string
  withToken?: boolean
  web?: boolean
  json?: boolean
}

/** `beatpass login` */
export function login(open: OpenPorts): Command {
  return new Command('login')
    .description('sign in and keep the session; the password is never stored')
    .option('--email <email>', 'the account to sign in to')
    .option('--password-stdin', 'read the password from stdin')
    .option('--otp <code>', 'a two-factor code')
    .option('--with-token', 'read a token from stdin and use it as the session')
    .option('--web', 'open the page where a token is made, then take the pasted value')
    .action(async (options: LoginOptions, command: Command) => {
      refuseTwoWays(options)
      const ports = await open(command)
      const result = await chooseWay(options, ports)
      showSignIn(result, ports.settings, ports.terminal, command.optsWithGlobals())
    })
}

function refuseTwoWays({ withToken, web, passwordStdin }: LoginOptions): void {
  const ways = [withToken && '--with-token', web && '--web', passwordStdin && '--password-stdin'].filter(
    Boolean,
  )
  if (ways.length > 1) throw new InvalidInput(`${ways.join(' and ')} cannot be had together`)
}

async function chooseWay(options: LoginOptions, ports: Ports): Promise<SignInResult> {
  const { terminal } = ports
  if (options.withToken) return await signInWithToken((await terminal.readInput()).trimmed(), ports)
  if (options.web) return await pasteFromPage(ports)
  const email = options.email ?? (await askEmail(ports))
  const password = options.passwordStdin ? await terminal.readInput() : await askPassword(ports)
  const otp = options.otp === undefined ? {} : { otp: new Secret(options.otp.trim()) }
  try {
    return await signIn({ email, password, ...otp }, ports)
  } catch (error) {
    if (!(error instanceof TwoFactorRequired) || options.otp !== undefined || !terminal.canPrompt) throw error
    const code = await terminal.askSecret('Two-factor code')
    return await signIn({ email, password, otp: code.trimmed() }, ports)
  }
}

async function askEmail({ terminal, settings }: Ports): Promise<string> {
  if (!terminal.canPrompt)
    throw new InputRequired('an e-mail is needed to sign in', { hint: 'give it with --email' })
  return await terminal.ask('E-mail', settings.profile.account?.email ?? undefined)
}

async function askPassword({ terminal }: Ports): Promise<Secret> {
  if (!terminal.canPrompt) {
    throw new InputRequired('a password is needed to sign in', {
      hint: 'pipe it in with --password-stdin, or a token with --with-token',
    })
  }
  return await terminal.askSecret('Password')
}

async function pasteFromPage(ports: Ports): Promise<SignInResult> {
  const { terminal, platform, browser } = ports
  if (!terminal.canPrompt) {
    throw new InputRequired('--web needs a terminal to paste into', {
      hint: '--with-token reads the value from stdin',
    })
  }
  const page = platform.facts.page('create', platform.apiUrl)
  const opened = await browser.open(page)
  terminal.note(`${opened ? 'opened' : 'open this page'}: ${page}`)
  return await signInWithToken((await terminal.askSecret('Paste the token')).trimmed(), ports)
}
