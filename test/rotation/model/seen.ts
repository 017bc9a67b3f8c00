import type { World } from './world.ts'

/** A set of worlds by 64-bit fingerprints, in flat memory: Node's own Set holds at most 2^24 entries and ten times the bytes. */
export class Seen {
  #table = new Uint32Array(2 << 16)
  #size = 0
  readonly #scratch = new Int32Array(512)

  get size(): number {
    return this.#size
  }

  /** Adds the world; false when it was there. Two worlds in a billion billions share a fingerprint. */
  add(world: World): boolean {
    const [high, low] = this.#fingerprint(world)
    if (this.#size * 3 > this.#table.length) this.#grow()
    return this.#insert(high, low)
  }

  #insert(high: number, low: number): boolean {
    const mask = this.#table.length / 2 - 1
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const there = this.#table[2 * at] ?? 0
      if (there === 0) {
        this.#table[2 * at] = high
        this.#table[2 * at + 1] = low
        this.#size++
        return true
      }
      if (there === high && this.#table[2 * at + 1] === low) return false
    }
  }

  #grow(): void {
    const old = this.#table
    this.#table = new Uint32Array(old.length * 2)
    this.#size = 0
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? 0
      if (high !== 0) this.#insert(high, old[at + 1] ?? 0)
    }
  }

  #fingerprint(world: World): [number, number] {
    const length = flatten(world, this.#scratch)
    let high = 0x9e3779b9
    let low = 0x85ebca6b
    for (let at = 0; at < length; at++) {
      const value = this.#scratch[at] ?? 0
      high = Math.imul(high ^ value, 0x01000193)
      high = (high ^ (high >>> 15)) >>> 0
      low = Math.imul(low ^ Math.imul(value, 0xcc9e2d51), 0x1b873593)
      low = ((low << 13) | (low >>> 19)) >>> 0
      low = (Math.imul(low, 5) + 0xe6546b64) >>> 0
    }
    return [mixed(high) || 1, mixed(low)]
  }
}

function mixed(value: number): number {
  let mix = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return (mix ^ (mix >>> 16)) >>> 0
}

/** Everything about a world as numbers, one after the other, with the lengths that could be mistaken. */
function flatten({ tokens, held, lived, delayed, rotators, left }: World, into: Int32Array): number {
  let at = 0
  into[at++] = tokens.length
  for (const token of tokens) into[at++] = token
  for (const id of held) into[at++] = id
  into[at++] = lived
  into[at++] = delayed.length
  for (const nonce of delayed) into[at++] = nonce
  for (const rotator of rotators) {
    into[at++] = rotator.run
    if (rotator.run < 0) continue
    into[at++] = rotator.by | (rotator.own << 8) | (rotator.claim << 16) | (rotator.proven << 24)
    for (const id of rotator.observed) into[at++] = id
    for (const id of rotator.before) into[at++] = id
    into[at++] = rotator.known
    into[at++] = rotator.acknowledged | (rotator.notes << 8) | (rotator.signalled ? 1 << 16 : 0)
  }
  into[at++] =
    left.crashes |
    (left.faults << 4) |
    (left.stale << 8) |
    (left.late << 12) |
    (left.signals << 16) |
    (left.hands << 20)
  return at
}
