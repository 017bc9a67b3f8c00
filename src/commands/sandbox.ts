import { Command, Option } from 'commander'
import { InvalidInput } from '../domain/errors.ts'
import { parseExpiry } from '../domain/expiry.ts'
import { showSandbox } from '../output/sandbox.ts'
import type { SandboxHost, SandboxRequest } from '../ports/sandbox.ts'
import type { Terminal } from '../ports/terminal.ts'
import { collectText } from './parse.ts'
import { sandboxUserAdd } from './sandbox/user/add.ts'

interface SandboxFlags {
  port?: number
  data?: string
  platform?: string
  generation?: string
  expiry?: number | null
  rateLimit: boolean
  fault?: string[]
  log?: string
}

/** `beatpass sandbox` */
export function sandbox(host: SandboxHost, terminal: Terminal): Command {
  return new Command('sandbox')
    .description('run a local platform for trying and testing, until it is told to stop')
    .addOption(new Option('--port <number>', 'listen there (default: a free port)').argParser(parsePort))
    .option('--data <dir>', 'keep accounts and tokens there (default: nothing is kept)')
    .option('--platform <name>', 'the platform to play (default: beatpass)')
    .option('--generation <name>', 'of vebto: a, b, c or strict (default: a)')
    .addOption(new Option('--expiry <time>', 'how long tokens live: 90d, never').argParser(parseLifetime))
    .option('--no-rate-limit', 'never answer 429')
    .addOption(
      new Option('--fault <spec>', 'misbehave: ACTION[=VALUE]@METHOD PATH[#N]; may be repeated').argParser(
        collectText,
      ),
    )
    .option('--log <file>', 'append a line of JSON for every request')
    .addCommand(
      new Command('user').description('accounts of a sandbox').addCommand(sandboxUserAdd(host, terminal)),
    )
    .action(async (_: SandboxFlags, command: Command) => {
      const running = await host.start(requestOf(command.optsWithGlobals<SandboxFlags>()))
      try {
        showSandbox(running, terminal)
        await host.untilStopped()
      } finally {
        await running.stop()
      }
    })
}

function requestOf(flags: SandboxFlags): SandboxRequest {
  const { port, data, platform, generation, expiry, rateLimit, fault = [], log } = flags
  return {
    ...(port === undefined ? {} : { port }),
    ...(data === undefined ? {} : { dataDir: data }),
    ...(platform === undefined ? {} : { platform }),
    ...(generation === undefined ? {} : { generation }),
    ...(expiry === undefined ? {} : { lifetimeDays: expiry }),
    ...(log === undefined ? {} : { logFile: log }),
    rateLimit,
    faults: fault,
  }
}

function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidInput(`not a port: '${text}'`)
  return Number(text)
}

/** In days, null for never. The platform counts a lifetime in equal days, so calendar months and years have no place. */
function parseLifetime(text: string): number | null {
  const expiry = parseExpiry(text)
  if (expiry.kind === 'never') return null
  const days = { h: 1 / 24, d: 1, w: 7 }
  if (expiry.kind === 'span' && expiry.unit !== 'm' && expiry.unit !== 'y')
    return expiry.amount * days[expiry.unit]
  throw new InvalidInput(`not a lifetime of tokens: '${text}'`, { hint: 'for example 12h, 90d, 2w or never' })
}
