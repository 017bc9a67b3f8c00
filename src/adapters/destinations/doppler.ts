import { changedMeanwhile } from '../../domain/changed-meanwhile.ts'
import { DestinationUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { type DopplerAddress, parseDopplerAddress } from './doppler/address.ts'
import { DopplerClient, dopplerServer } from './doppler/doppler-client.ts'
import { type PlaceServer, serverNamedBy } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

/** See `DestinationFacts`. */
export const dopplerFacts: DestinationFacts = {
  scheme: 'doppler',
  form: 'doppler:PROJECT/CONFIG#NAME',
  about: 'a secret of a config in Doppler',
  needs: 'DOPPLER_TOKEN',
  readsBack: true,
  writesConditionally: true,
}

/** `doppler:PROJECT/CONFIG#NAME`: one secret of a config. */
export class DopplerPlace implements RemotePlace {
  readonly to: string
  readonly server: PlaceServer
  readonly readsBack = dopplerFacts.readsBack
  readonly writesConditionally = dopplerFacts.writesConditionally
  readonly #address: DopplerAddress
  readonly #client: DopplerClient

  /** `rest` is what stands behind `doppler:`. Throws `InvalidInput` on another form. */
  constructor(rest: string, world: RemoteWorld) {
    this.#address = parseDopplerAddress(rest)
    const { project, config, name } = this.#address
    this.to = `doppler:${project}/${config}#${name}`
    this.server = serverNamedBy('DOPPLER_API_HOST', () => dopplerServer(world.env))
    this.#client = new DopplerClient(this.#address, world)
  }

  /** Reads all that a write relies on. Whether the token may write cannot be asked: only the write tells. */
  async probe(): Promise<void> {
    await this.#client.checkConfig()
    const names = await this.#client.names()
    if (names.includes(this.#address.name)) await this.read()
  }

  /** Its raw value, before references to others are resolved. The version tells whether it is there: an empty one may be. */
  async read(): Promise<Observation> {
    const found = await this.#client.read()
    if (!found) return { secret: undefined, version: 'absent' }
    if (found.raw === null) {
      throw new DestinationUnavailable(
        `${this.to} cannot be read, so that a newer value would not be noticed`,
        {
          hint: "set its visibility to 'masked' in Doppler, or use a token that may read it",
          failure: 'refused',
        },
      )
    }
    return { secret: found.raw === '' ? undefined : new Secret(found.raw), version: 'present' }
  }

  /** On condition that it still has the value of `current`. How Doppler words a refusal for that is not documented: it is read. */
  async put(secret: Secret, current: Observation): Promise<void> {
    refuseReference(secret, this.to)
    const { name } = this.#address
    const isNew = current.version === 'absent'
    const original = isNew ? null : (current.secret?.reveal() ?? '')
    const refusal = await this.#client.change({
      name,
      originalName: isNew ? null : name,
      value: secret.reveal(),
      originalValue: original,
    })
    if (!refusal) return
    const now = await this.read()
    const changed = now.version !== current.version || now.secret?.reveal() !== current.secret?.reveal()
    if (!changed) throw refusal
    throw changedMeanwhile(this.to, refusal)
  }
}

/** Doppler would put another secret's value in its place. */
function refuseReference(secret: Secret, to: string): void {
  if (!secret.reveal().includes('${')) return
  throw new DestinationUnavailable(
    `${to} cannot keep a value with '\${' in it: Doppler reads it as a reference`,
    {
      hint: 'nothing was sent',
      failure: 'refused',
    },
  )
}
