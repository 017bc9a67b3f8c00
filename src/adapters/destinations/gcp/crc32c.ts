/** The CRC-32C (Castagnoli) of the bytes, as a number; crc32c of "bp2" is 1739286395. */
export function crc32c(bytes: Uint8Array): number {
  const table = tableOf()
  const crc = bytes.reduce((sum, byte) => (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8), 0xffffffff)
  return (crc ^ 0xffffffff) >>> 0
}

function tableOf(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, start) => {
    let entry = start
    for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0x82f63b78 : entry >>> 1
    return entry
  })
}
