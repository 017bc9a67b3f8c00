import { Command, Option } from 'commander'
import { parseDuration } from '../domain/duration.ts'
import { InputRequired, InvalidInput, TwoFactorRequired } from '../domain/errors.ts'
import { Secret } from '../domain/secret.ts'
import { type SignInResult, signIn, signInWithToken } from '../operations/sign-in.ts'
import { signInInBrowser, signInOnDevice } from '../operations/sign-in-browser.ts'
import { showDeviceCode, showSignIn } from '../output/account.ts'
import { refuseUnlessSignsIn } from '../ports/not-by-call.ts'
import type { Ports } from '../ports/ports.ts'
import { tenantHeaders } from '../ports/tenant-headers.ts'
import { askSignIn } from './ask-sign-in.ts'
import type { OpenPorts } from './open-ports.ts'
import { environmentNames } from './parse.ts'

interface LoginOptions {
  email?: string
  passwordStdin?: boolean
  otp?: string
  withToken?: boolean
  web?: boolean
  browser?: boolean
  device?: boolean
  wait?: number
  quiet?: boolean
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
    .option('--browser', 'sign in on a page of the platform, in the browser of this machine')
    .option('--device', 'sign in on any other machine: type a code there')
    .addOption(
      new Option(
        '--wait <time>',
        'how long to wait for the answer (default: 5m, minutes; --device: while its code lasts)',
      ).argParser(text => parseDuration(text, 'time to wait')),
    )
    .addOption(
      new Option(
        '--env <environment>',
        'keep the profile to one environment, where there are several',
      ).choices(environmentNames),
    )
    .action(async (_: LoginOptions, command: Command) => {
      const options = command.optsWithGlobals<LoginOptions>()
      refuseTwoWays(options)
      const ports = await open(command)
      tenantHeaders(ports.platform.facts, ports.settings.profile)
      const result = await chooseWay(options, ports)
      showSignIn(result, ports.settings, ports.terminal, options)
    })
}

const ways = {
  withToken: '--with-token',
  web: '--web',
  browser: '--browser',
  device: '--device',
  passwordStdin: '--password-stdin',
} as const

function refuseTwoWays(options: LoginOptions): void {
  const chosen = (Object.keys(ways) as (keyof typeof ways)[]).filter(way => options[way])
  if (chosen.length > 1)
    throw new InvalidInput(`${chosen.map(way => ways[way]).join(' and ')} cannot be had together`)
  if (options.device && options.quiet)
    throw new InvalidInput('--device shows a code, which --quiet would hide', { hint: 'leave --quiet out' })
}

/** The longest that a person has for the browser, unless told otherwise, milliseconds. */
const patience = 300_000

async function chooseWay(options: LoginOptions, ports: Ports): Promise<SignInResult> {
  const { terminal } = ports
  if (options.withToken) return await signInWithToken((await terminal.readInput()).trimmed(), ports)
  if (options.web) return await pasteFromPage(ports)
  if (options.device)
    return await signInOnDevice(
      { waitMs: options.wait, show: asked => showDeviceCode(asked, terminal) },
      ports,
    )
  if (options.browser || isForBrowsers(options, ports))
    return await signInInBrowser({ waitMs: options.wait ?? patience }, ports)
  return await signInByPassword(options, ports)
}

/** Whether nothing was said and the platform signs people in with a browser. Throws `InputRequired` where nobody sits before one. */
function isForBrowsers({ email, passwordStdin }: LoginOptions, { platform, terminal }: Ports): boolean {
  const { title, signIn } = platform.facts
  const signsIn = signIn.kinds[0] === 'browser' && email === undefined && !passwordStdin
  if (!signsIn || terminal.canPrompt) return signsIn
  throw new InputRequired(`${title} signs people in with a browser, and nobody can be asked`, {
    hint: '--device signs in on any other machine; --with-token takes a token on stdin',
  })
}

async function signInByPassword(options: LoginOptions, ports: Ports): Promise<SignInResult> {
  const { terminal } = ports
  refuseUnlessSignsIn(ports.platform, 'password')
  const { email, passwordStdin = false } = options
  const hint = 'pipe it in with --password-stdin, or a token with --with-token'
  const account = await askSignIn({ email, passwordStdin, hint }, ports)
  const otp = options.otp === undefined ? {} : { otp: new Secret(options.otp.trim()) }
  try {
    return await signIn({ ...account, ...otp }, ports)
  } catch (error) {
    if (!(error instanceof TwoFactorRequired) || options.otp !== undefined || !terminal.canPrompt) throw error
    const code = await terminal.askSecret('Two-factor code')
    return await signIn({ ...account, otp: code.trimmed() }, ports)
  }
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
