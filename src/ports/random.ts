/** The system's random source. */
export interface Random {
  /** `length` characters of lower-case base32 (a-z2-7), from a cryptographic source. */
  nonce(length: number): string
  /** A number from 0 to below 1, for jitter; need not be cryptographic. */
  fraction(): number
}
