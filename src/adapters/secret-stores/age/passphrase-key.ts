import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import type { Identity, Recipient, Stanza } from 'age-encryption'
import type { Secret } from '../../../domain/secret.ts'

/** The exponent of scrypt's N: 2^17 (128 MiB) is the least that OWASP recommends with r = 8, p = 1; `age` takes 2^18. */
export const defaultWorkFactor = 17
/** The most that is accepted in a file, so that nobody's file makes us take more than 1 GiB. */
const greatestWorkFactor = 20
const label = 'age-encryption.org/v1/scrypt'
const cipher = 'chacha20-poly1305'
const tagLength = 16

/**
 * The scrypt recipient and identity of the age format (age-encryption.org/v1), by the system's own scrypt: that is two
 * to five times as fast as the one in JavaScript, and does not block. Derived keys are kept, so that a file is opened,
 * and a new one checked, at the price of one derivation each.
 */
export class PassphraseKey implements Identity, Recipient {
  readonly #passphrase: Secret
  readonly #workFactor: number
  readonly #derived = new Map<string, Promise<Buffer>>()

  /** `workFactor` holds for what it closes. */
  constructor(passphrase: Secret, workFactor = defaultWorkFactor) {
    this.#passphrase = passphrase
    this.#workFactor = workFactor
  }

  /** Always under a fresh salt: the nonce is fixed, so that a key may seal one file key only. */
  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(16)
    const key = await this.#derive(salt, this.#workFactor)
    const seal = createCipheriv(cipher, key, Buffer.alloc(12), { authTagLength: tagLength })
    const body = Buffer.concat([seal.update(fileKey), seal.final(), seal.getAuthTag()])
    return [
      {
        args: ['scrypt', salt.toString('base64').replace(/=+$/, ''), String(this.#workFactor)],
        body: new Uint8Array(body),
      },
    ]
  }

  /** The file key, or null when the passphrase is not the right one. Throws on a stanza that is not valid. */
  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const [stanza] = stanzas
    if (stanza?.args[0] !== 'scrypt') return null
    const [, salt = '', logN = ''] = stanza.args
    const valid = stanzas.length === 1 && stanza.args.length === 3 && stanza.body.length === 32
    if (!valid || !/^[A-Za-z0-9+/]{22}$/.test(salt) || !/^[1-9]\d?$/.test(logN)) {
      throw new Error('invalid scrypt stanza')
    }
    if (Number(logN) > greatestWorkFactor) throw new Error('scrypt work factor is too high')
    return decrypt(await this.#derive(Buffer.from(salt, 'base64'), Number(logN)), stanza.body)
  }

  #derive(salt: Buffer, logN: number): Promise<Buffer> {
    const name = `${logN} ${salt.toString('hex')}`
    const N = 2 ** logN
    const options = { N, r: 8, p: 1, maxmem: 128 * 8 * N + 2 ** 20 }
    const key =
      this.#derived.get(name) ??
      derive(this.#passphrase.reveal(), Buffer.concat([Buffer.from(label), salt]), options)
    this.#derived.set(name, key)
    return key
  }
}

function derive(passphrase: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(passphrase, salt, 32, options, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

function decrypt(key: Buffer, body: Uint8Array): Uint8Array | null {
  const open = createDecipheriv(cipher, key, Buffer.alloc(12), { authTagLength: tagLength })
  open.setAuthTag(body.subarray(-tagLength))
  try {
    return new Uint8Array(Buffer.concat([open.update(body.subarray(0, -tagLength)), open.final()]))
  } catch {
    return null
  }
}
