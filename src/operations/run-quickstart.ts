import { BeatpassError, Cancelled, Incomplete } from '../domain/errors.ts'
import type { Secret } from '../domain/secret.ts'
import type { OwnCommand } from '../ports/own-command.ts'
import type { Ports } from '../ports/ports.ts'
import type { RunningSandbox } from '../ports/sandbox.ts'
import { sessionEntry, tokenEntry } from './entries.ts'

export type QuickstartPorts = Pick<
  Ports,
  'settings' | 'secretStore' | 'random' | 'terminal' | 'interruption' | 'sandboxHost' | 'ownCommands'
>

interface Step {
  why: string
  args: readonly string[]
  input?: Secret
}

const label = 'quickstart-demo'

/**
 * The main job from end to end, on a private sandbox: each step is a command as a user would type it. Everything that it
 * made is removed in the end, whatever happened. `manner` are the options that every step is given, such as `--json`. Throws
 * `Incomplete` when a step fails.
 */
export async function runQuickstart(ports: QuickstartPorts, manner: readonly string[] = []): Promise<void> {
  await ports.interruption.during(async () => {
    const profile = `quickstart-${ports.random.nonce(6)}`
    const sandbox = await ports.sandboxHost.start({ rateLimit: false, faults: [] })
    try {
      await runOn(sandbox, profile, ports, manner)
    } finally {
      await sandbox.stop()
    }
  })
}

async function runOn(
  sandbox: RunningSandbox,
  profile: string,
  ports: QuickstartPorts,
  manner: readonly string[],
): Promise<void> {
  const tenant = { BEATPASS_COMPANY: '', BEATPASS_RESELLER: '' }
  const unset = { BEATPASS_TOKEN: '', BEATPASS_PLATFORM: '', ...tenant }
  // A store that an option or the profile chose is not in the variables that the steps inherit.
  const { store } = ports.settings
  const chosen = store === undefined ? {} : { BEATPASS_STORE: store.text }
  const variables = { ...unset, ...chosen, BEATPASS_PROFILE: profile, BEATPASS_API_URL: sandbox.apiUrl }
  const own = await ports.ownCommands.open(variables)
  try {
    ports.terminal.note(`a private sandbox answers at ${sandbox.apiUrl}; it goes when this ends`)
    await chooseStore(own, ports)
    for (const step of steps(sandbox)) {
      await take({ ...step, args: [...step.args, ...manner] }, own, ports)
    }
    ports.terminal.note('')
    ports.terminal.note('that was the whole job; beatpass login begins with your own account')
  } finally {
    await removeSecrets(profile, ports)
    await own.close()
  }
}

function steps({ email, password }: RunningSandbox): Step[] {
  return [
    {
      why: 'sign in; the password is read from stdin and never stored',
      args: ['login', '--email', email, '--password-stdin'],
      input: password,
    },
    { why: 'who is signed in, and where secrets rest', args: ['whoami'] },
    {
      why: 'create a token; its secret goes straight to the secret store',
      args: ['tokens', 'create', label, '--expires', '30d'],
    },
    { why: 'list tokens; only a mask is shown', args: ['tokens', 'list'] },
    { why: 'ask the platform with the stored secret', args: ['tokens', 'verify', label] },
    {
      why: 'replace it: create, store, read back, then revoke the old one',
      args: ['tokens', 'rotate', label],
    },
    { why: 'the new one is in place', args: ['tokens', 'show', label] },
    { why: 'end it, and forget its secret', args: ['tokens', 'revoke', label, '--yes'] },
    { why: 'sign out: the session is revoked too', args: ['logout'] },
  ]
}

/** The machine's own secret store, or a private age file where there is none. */
async function chooseStore(own: OwnCommand, { secretStore, terminal }: QuickstartPorts): Promise<void> {
  try {
    await secretStore.probe()
    terminal.note(`secrets rest in: ${secretStore.location}`)
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    await own.useAgeFile()
    terminal.note(
      `${secretStore.location} cannot be used here (${error.message}): secrets rest in a private age file instead`,
    )
  }
}

async function take(
  { why, args, input }: Step,
  own: OwnCommand,
  { terminal, interruption }: QuickstartPorts,
): Promise<void> {
  if (interruption.requested) throw new Cancelled('quickstart was interrupted; what it made is removed')
  terminal.note('')
  terminal.note(`# ${why}`)
  terminal.note(`$ ${input ? 'printf %s "$PASSWORD" | ' : ''}beatpass ${args.join(' ')}`)
  const exitCode = await own.run(args, input)
  if (exitCode !== 0)
    throw new Incomplete(`quickstart stopped: 'beatpass ${args.join(' ')}' ended with ${exitCode}`)
}

/** A store that cannot be used holds none of them. */
async function removeSecrets(profile: string, { secretStore }: QuickstartPorts): Promise<void> {
  for (const entry of [tokenEntry(profile, label), sessionEntry(profile)]) {
    await secretStore.remove(entry).catch(() => undefined)
  }
}
