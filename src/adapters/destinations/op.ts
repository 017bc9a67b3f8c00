import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { DestinationUnavailable, InvalidInput } from '../../domain/errors.ts'
import { printable } from '../../domain/printable.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { redaction } from '../redaction.ts'
import { opFailure } from './op/failures.ts'
import { type OpItem, parseItem } from './op/item.ts'
import { type OpResult, runOp } from './op/run-op.ts'
import type { PlaceServer } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'

/** What `op:` needs to know of the world. */
export interface OpPlaceOptions {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** For one run of op, milliseconds; a person may have to unlock it. */
  timeoutMs?: number
}

const usualTimeout = 60_000
/** What is shorter is no token, and would be found in any word. */
const leastRedacted = 8

/** See `DestinationFacts`. */
export const opFacts: DestinationFacts = {
  scheme: 'op',
  form: 'op:VAULT/ITEM/FIELD',
  about: 'a field of an item in 1Password, which must exist; not of a Login, for op would lose its passkey',
  needs:
    'op 2.23 or newer, and OP_SERVICE_ACCOUNT_TOKEN, or OP_CONNECT_HOST and OP_CONNECT_TOKEN, or an account that is signed in',
  readsBack: true,
  writesConditionally: false,
}

/** `op:VAULT/ITEM/FIELD`: through 1Password's own tool, which knows its credentials; the item goes there and back by pipes. */
export class OpPlace implements RemotePlace {
  readonly to: string
  readonly readsBack = true
  readonly writesConditionally = false
  /** Another account may have a vault of the same name, but none of the same id. */
  readonly server: PlaceServer = {
    by: 'OP_SERVICE_ACCOUNT_TOKEN, OP_CONNECT_HOST or OP_ACCOUNT',
    known: () => this.#inVault,
    find: async () => this.#inVault ?? vaultOf(await this.#get()),
  }
  readonly #vault: string
  readonly #item: string
  readonly #field: string
  readonly #options: OpPlaceOptions
  #inVault: string | undefined

  /** Throws `InvalidInput` for another form than three names or ids. */
  constructor(rest: string, options: OpPlaceOptions) {
    const [vault, item, field] = parsePlace(rest)
    this.#vault = vault
    this.#item = item
    this.#field = field
    this.#options = options
    this.to = `op:${rest}`
  }

  async probe(): Promise<void> {
    const { code, stdout, complaint } = await this.#run(['--version'])
    if (code !== 0) throw opFailure(complaint, { vault: this.#vault, item: this.#item, wrote: false })
    refuseOld(stdout.trim())
    await this.#get()
  }

  async read(): Promise<Observation> {
    const { secret, version } = await this.#get()
    return { secret, version }
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    const item = await this.#get()
    if (item.version !== current.version) {
      throw changedMeanwhile(this.to)
    }
    const args = ['item', 'edit', item.id, '--vault', item.vaultId]
    const { code, complaint } = await this.#run(args, secret, item)
    if (code !== 0) throw opFailure(complaint, { vault: this.#vault, item: this.#item, wrote: true })
  }

  async #get(): Promise<OpItem> {
    const args = ['item', 'get', this.#item, '--vault', this.#vault, '--format', 'json']
    const { code, stdout, complaint } = await this.#run(args)
    if (code !== 0) throw opFailure(complaint, { vault: this.#vault, item: this.#item, wrote: false })
    const item = parseItem(stdout, this.#field)
    this.#inVault = vaultOf(item)
    return item
  }

  async #run(args: readonly string[], secret?: Secret, item?: OpItem): Promise<OpResult> {
    const { env, cwd, timeoutMs = usualTimeout } = this.#options
    const hidden = [secret, item?.secret, ...credentialsIn(env)].filter(one => one !== undefined)
    return await runOp({
      args,
      ...(secret && item ? { input: item.withSecret(secret) } : {}),
      env,
      cwd,
      timeoutMs,
      redact: redaction(...hidden.filter(({ length }) => length >= leastRedacted)),
    })
  }
}

const vaultOf = ({ vaultId }: OpItem) => `vault ${printable(vaultId)}`

/** op's own credentials: it should not print them, and nobody else should if it does. */
function credentialsIn(env: OpPlaceOptions['env']): Secret[] {
  return Object.entries(env).flatMap(([name, value]) =>
    /^OP_(SERVICE_ACCOUNT_TOKEN|CONNECT_TOKEN|SESSION_.*)$/.test(name) && value ? [new Secret(value)] : [],
  )
}

function parsePlace(rest: string): [string, string, string] {
  const parts = rest.split('/')
  const [vault = '', item = '', field = ''] = parts
  const whole = parts.length === 3 && parts.every(part => part !== '' && part === part.trim())
  if (!whole || printable(rest) !== rest || vault.startsWith('-') || item.startsWith('-')) {
    throw new InvalidInput(`not a field of 1Password: '${printable(`op:${rest}`)}'`, {
      hint: 'write op:VAULT/ITEM/FIELD, for example op:CI/beatpass/credential; ids for names that hold a slash or begin with a dash',
    })
  }
  return [vault, item, field]
}

/** Items by a pipe came with op 2.23. */
function refuseOld(version: string): void {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})\./.exec(version) ?? []
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 23)) return
  throw new DestinationUnavailable(`op ${printable(version).slice(0, 40)} cannot edit an item by a pipe`, {
    hint: 'install op 2.23 or newer from developer.1password.com/docs/cli',
    failure: 'refused',
  })
}
