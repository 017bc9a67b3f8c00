import { Command, Option } from 'commander'
import type { Opens } from './commands/acting.ts'
import { globalParsers } from './commands/parsers.ts'
import { storeForms } from './domain/store-choice.ts'
import type { PlatformFacts } from './ports/platform.ts'
import type { SandboxHost } from './ports/sandbox.ts'
import type { Terminal } from './ports/terminal.ts'

/** What the program needs before a command line is parsed. */
export interface ProgramWorld extends Opens {
  version: string
  sandboxHost: SandboxHost
  terminal: Terminal
  platforms: readonly PlatformFacts[]
}

type Loader = (world: ProgramWorld) => Promise<Command>

// In the order of the help. Each is loaded when it is needed.
const commands: Record<string, Loader> = {
  login: async ({ open }) => (await import('./commands/login.ts')).login(open),
  logout: async ({ open }) => (await import('./commands/logout.ts')).logout(open),
  whoami: async world => (await import('./commands/whoami.ts')).whoami(world),
  tokens: () => Promise.resolve(new Command('tokens').description('create, list, rotate and revoke tokens')),
  apps: () => Promise.resolve(new Command('apps').description('keep the OAuth applications of the account')),
  platforms: async ({ platforms, terminal }) =>
    (await import('./commands/platforms.ts')).platforms(platforms, terminal),
  destinations: async ({ open }) => (await import('./commands/destinations.ts')).destinations(open),
  sandbox: async world => (await import('./commands/sandbox.ts')).sandbox(world.sandboxHost, world.terminal),
  quickstart: async ({ open }) => (await import('./commands/quickstart.ts')).quickstart(open),
  recovery: async ({ terminal }) => (await import('./commands/recovery.ts')).recovery(terminal),
}

const tokenCommands: Record<string, Loader> = {
  create: async world => (await import('./commands/tokens/create.ts')).tokensCreate(world),
  list: async world => (await import('./commands/tokens/list.ts')).tokensList(world),
  show: async world => (await import('./commands/tokens/show.ts')).tokensShow(world),
  get: async ({ open }) => (await import('./commands/tokens/get.ts')).tokensGet(open),
  add: async ({ open }) => (await import('./commands/tokens/add.ts')).tokensAdd(open),
  verify: async ({ open }) => (await import('./commands/tokens/verify.ts')).tokensVerify(open),
  identify: async ({ openLean }) => (await import('./commands/tokens/identify.ts')).tokensIdentify(openLean),
  check: async world => (await import('./commands/tokens/check.ts')).tokensCheck(world),
  rotate: async world => (await import('./commands/tokens/rotate.ts')).tokensRotate(world),
  finish: async ({ open }) => (await import('./commands/tokens/finish.ts')).tokensFinish(open),
  revoke: async world => (await import('./commands/tokens/revoke.ts')).tokensRevoke(world),
}

const appCommands: Record<string, Loader> = {
  list: async ({ openLean }) => (await import('./commands/apps/list.ts')).appsList(openLean),
  create: async ({ open }) => (await import('./commands/apps/create.ts')).appsCreate(open),
  show: async ({ openLean }) => (await import('./commands/apps/show.ts')).appsShow(openLean),
  'rotate-secret': async ({ open }) =>
    (await import('./commands/apps/rotate-secret.ts')).appsRotateSecret(open),
  revoke: async ({ openLean }) => (await import('./commands/apps/revoke.ts')).appsRevoke(openLean),
  try: async ({ open }) => (await import('./commands/apps/try.ts')).appsTry(open),
}

const groups: Record<string, Record<string, Loader>> = { tokens: tokenCommands, apps: appCommands }

/**
 * The whole command line, or only what is on the `path` of the command that will run. Its folders are the path:
 * `beatpass tokens rotate` is `commands/tokens/rotate.ts`.
 */
export async function program(world: ProgramWorld, path: readonly string[] = []): Promise<Command> {
  const root = new Command('beatpass')
    .description('create, keep, list, revoke and rotate API tokens without ever losing one')
    .version(world.version, '--version', 'print the version')
    .helpOption('--help', 'print help')
    .helpCommand('help [command]', 'print help')
  for (const option of globalOptions()) root.addOption(option)
  for (const command of await loaded(commands, path[0], world)) root.addCommand(command)
  for (const group of root.commands) {
    const below = groups[group.name()]
    for (const command of below ? await loaded(below, path[1], world) : []) group.addCommand(command)
  }
  return root
}

async function loaded(
  loaders: Record<string, Loader>,
  name: string | undefined,
  world: ProgramWorld,
): Promise<Command[]> {
  const wanted = Object.entries(loaders).filter(([known]) => name === undefined || known === name)
  return await Promise.all(wanted.map(([, load]) => load(world)))
}

function globalOptions(): Option[] {
  return [
    new Option('--profile <name>', 'a named account and its settings (BEATPASS_PROFILE)'),
    new Option('--api-url <url>', 'the API to call (BEATPASS_API_URL)'),
    new Option('--platform <name>', 'the platform it belongs to (BEATPASS_PLATFORM)'),
    new Option('--company <n>', 'the company to act for, where there are several (BEATPASS_COMPANY)'),
    new Option('--reseller <n>', 'the reseller to act for (BEATPASS_RESELLER)'),
    new Option('--store <store>', `where secrets rest: ${storeForms.join(', ')} (BEATPASS_STORE)`).argParser(
      globalParsers.store,
    ),
    new Option('--accept-undocumented-api', 'agree to calls that the operator does not document'),
    new Option('--json', 'print JSON, errors too'),
    new Option('--no-input', 'never ask'),
    new Option('--yes', 'answer yes to every question'),
    new Option('--quiet', 'no remarks on stderr, errors only'),
    new Option('--debug', 'tell the HTTP exchange on stderr, without secrets'),
    new Option('--timeout <time>', 'the longest one request may take: 30s'),
  ]
}
