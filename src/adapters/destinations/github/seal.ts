const sigma = 'expand 32-byte k'

/**
 * Seals a text for the owner of an X25519 key, as libsodium's `crypto_box_seal`: an ephemeral public key, then
 * XSalsa20-Poly1305 under the key that both share, the nonce being BLAKE2b-192 of both public keys. Gives base64.
 * Throws when the key is no usable point.
 */
export async function seal(text: string, publicKey: Uint8Array): Promise<string> {
  const [{ hsalsa, xsalsa20poly1305 }, { x25519 }, { blake2b }] = await Promise.all([
    import('@noble/ciphers/salsa.js'),
    import('@noble/curves/ed25519.js'),
    import('@noble/hashes/blake2.js'),
  ])
  const ephemeral = x25519.keygen()
  const point = x25519.getSharedSecret(ephemeral.secretKey, publicKey)
  const key = new Uint32Array(8)
  hsalsa(words(Buffer.from(sigma)), words(point), new Uint32Array(4), key)
  const nonce = blake2b(Buffer.concat([ephemeral.publicKey, publicKey]), { dkLen: 24 })
  const box = xsalsa20poly1305(new Uint8Array(key.buffer), nonce).encrypt(Buffer.from(text, 'utf8'))
  return Buffer.concat([ephemeral.publicKey, box]).toString('base64')
}

/** The same bytes, aligned. */
function words(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer)
}
