import { DestinationRegistry } from '../../../src/adapters/destinations/registry.ts'
import { parseDestination } from '../../../src/domain/destination.ts'
import { BeatpassError, NotSupported } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { freshRemoteWorld } from './remote-world.ts'

// A process of its own for places that cannot be made inside a test: `probe TO` or `write TO VALUE`; prints what became of it.
const [verb, to = '', value = ''] = process.argv.slice(2)

const registry = new DestinationRegistry({
  cwd: process.cwd(),
  env: process.env,
  home: process.cwd(),
  note: () => undefined,
  print: () => undefined,
  mask: () => undefined,
  leadsNowhere: () => false,
  remote: () => freshRemoteWorld(),
  openStore: () => {
    throw new NotSupported('no store here')
  },
})

async function run(): Promise<string> {
  const destination = registry.open(parseDestination(to), { service: 'beatpass', account: 'a/b' })
  try {
    if (verb === 'probe') await destination.probe()
    else await destination.write(new Secret(value), await destination.observe())
    return 'done'
  } catch (error) {
    if (!(error instanceof BeatpassError)) return `a bug: ${error}`
    return `${error.exitCode} ${error.message} (${error.hint})`
  }
}

void run().then(outcome => process.stdout.write(`${outcome}\n`))
