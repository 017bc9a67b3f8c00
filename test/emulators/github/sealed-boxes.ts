import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { feed } from '../../feed.ts'

const opener = `
import sys, base64
from nacl.public import PrivateKey, SealedBox
key, box = sys.stdin.read().split()
sys.stdout.buffer.write(SealedBox(PrivateKey(base64.b64decode(key))).decrypt(base64.b64decode(box, validate=True)))
`

/** A key pair whose boxes libsodium itself opens (python3-nacl). */
export class SealedBoxes {
  /** Base64. */
  readonly publicKey: string
  readonly #privateKey: string

  constructor() {
    const { d = '', x = '' } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
    this.publicKey = Buffer.from(x, 'base64url').toString('base64')
    this.#privateKey = Buffer.from(d, 'base64url').toString('base64')
  }

  /** The text in a box in base64, or `undefined` when libsodium does not open it. Throws when there is no libsodium. */
  async open(box: string): Promise<string | undefined> {
    if (!/^[A-Za-z0-9+/]+=*$/.test(box)) return undefined
    return await new Promise((resolve, reject) => {
      const child = execFile('/usr/bin/python3', ['-c', opener], (error, stdout, stderr) => {
        if (!error) resolve(stdout)
        else if (/nacl\.exceptions|binascii/.test(stderr)) resolve(undefined)
        else reject(new Error(`python3-nacl is needed: ${stderr || error.message}`))
      })
      feed(child, `${this.#privateKey} ${box}`)
    })
  }
}
