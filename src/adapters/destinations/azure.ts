import { DestinationUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import { redaction } from '../redaction.ts'
import { type AzureAddress, parseAzureAddress } from './azure/address.ts'
import { deletedHint, KeyVault } from './azure/key-vault.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

const mostBytes = 25 * 1024

/** See `DestinationFacts`. */
export const azureFacts: DestinationFacts = {
  scheme: 'azure',
  form: 'azure:VAULT/NAME',
  about: 'a secret of an Azure Key Vault, as a new version with the tags and content type of the one before',
  needs:
    'AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_FEDERATED_TOKEN_FILE, or az login; get and set of secrets',
  readsBack: true,
  writesConditionally: false,
}

/** What a new version takes over from the one before it. */
interface Kept {
  version: string
  contentType: unknown
  tags: unknown
}

/** `azure:VAULT/NAME`: the current version of a secret; one that is disabled is nothing. */
export class AzurePlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = false
  readonly to: string
  readonly #address: AzureAddress
  readonly #world: RemoteWorld
  #vault: Promise<KeyVault> | undefined
  #kept: Kept | undefined

  /** Throws `InvalidInput` for anything but VAULT/NAME. */
  constructor(rest: string, world: RemoteWorld) {
    this.#address = parseAzureAddress(rest)
    this.to = `azure:${this.#address.vault}/${this.#address.name}`
    this.#world = world
  }

  /** Whether it may be read, and its name is free to be written: whether it may be written cannot be asked. */
  async probe(): Promise<void> {
    const vault = await this.#open()
    const { name } = this.#address
    const response = await vault.send(`/secrets/${name}`)
    if (vault.errorOf(response).code === 'SecretNotFound') return await this.#refuseDeleted()
    if (vault.errorOf(response).inner === 'SecretDisabled') return
    if (response.status !== 200) throw vault.refusal('read', this.to, response)
    if (vault.parse(response, body => body.at('managed').value) !== true) return
    throw new DestinationUnavailable(`the secret of ${this.to} belongs to a certificate`, {
      hint: 'choose another name',
      failure: 'refused',
    })
  }

  async read(): Promise<Observation> {
    const vault = await this.#open()
    const response = await vault.send(`/secrets/${this.#address.name}`)
    const { code, inner } = vault.errorOf(response)
    this.#kept = undefined
    if (code === 'SecretNotFound' || inner === 'SecretDisabled')
      return { secret: undefined, version: undefined }
    if (response.status !== 200) throw vault.refusal('read', this.to, response)
    return vault.parse(response, body => {
      const version = body.at('id').text().split('/').at(-1) ?? ''
      this.#kept = { version, contentType: body.at('contentType').value, tags: body.at('tags').value }
      return { secret: new Secret(body.at('value').text()), version }
    })
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    if (Buffer.byteLength(secret.reveal()) > mostBytes) {
      throw new DestinationUnavailable(`the value is larger than the 25 KB that ${this.to} takes`, {
        hint: 'deliver it elsewhere',
        failure: 'refused',
      })
    }
    if (this.#kept?.version !== current.version) await this.read()
    const { contentType, tags } = this.#kept ?? {}
    const vault = await this.#open()
    const response = await vault.send(`/secrets/${this.#address.name}`, {
      value: secret.reveal(),
      attributes: { enabled: true },
      ...(contentType ? { contentType } : {}),
      ...(tags ? { tags } : {}),
    })
    if (response.status !== 200) throw vault.refusal('write', this.to, response, redaction(secret))
  }

  /** A deleted name is kept by the vault for a while and cannot be written. Who may not see that is told at the write. */
  async #refuseDeleted(): Promise<void> {
    const vault = await this.#open()
    const response = await vault.send(`/deletedsecrets/${this.#address.name}`)
    if (response.status !== 200) return
    throw new DestinationUnavailable(`the secret of ${this.to} is deleted but still kept by the vault`, {
      hint: deletedHint,
      failure: 'refused',
    })
  }

  #open(): Promise<KeyVault> {
    this.#vault ??= KeyVault.open(this.#address, this.#world)
    return this.#vault
  }
}
