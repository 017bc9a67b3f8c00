import { PartTooLarge } from './part-too-large.ts'

/** An object or a list that is open; where the key is that was read last in it. */
interface Frame {
  isList: boolean
  keyFrom: number
  keyTo: number
}

/** Keeps a JSON document while it comes, and stops where a list begins at one of some places. */
export class OutlineScanner {
  /** Where the list is that stopped it last. */
  path: readonly string[] = []
  readonly #paths: readonly (readonly string[])[]
  readonly #limit: number
  readonly #open: Frame[] = []
  #kept = Buffer.alloc(4096)
  #size = 0
  #inText = false
  #escaped = false
  /** Where the text that was read last begins and ends, quotes included. */
  #textFrom = 0
  #textTo = 0

  /** `limit` is the largest document in bytes. */
  constructor(paths: readonly (readonly string[])[], limit: number) {
    this.#paths = paths
    this.#limit = limit
  }

  /** How many bytes it took of this piece; `atList` when the last of them is the bracket of such a list. */
  write(chunk: Uint8Array): { used: number; atList: boolean } {
    let keptTo = 0
    const start = this.#size
    for (let at = 0; at < chunk.byteLength; at++) {
      if (!this.#step(chunk[at] ?? 0, start + at)) continue
      this.#keep(chunk.subarray(keptTo, at + 1))
      keptTo = at + 1
      const atList = this.#isWanted()
      this.#open.push({ isList: true, keyFrom: 0, keyTo: 0 })
      if (atList) return { used: keptTo, atList }
    }
    this.#keep(chunk.subarray(keptTo))
    return { used: chunk.byteLength, atList: false }
  }

  text(): string {
    return this.#kept.toString('utf8', 0, this.#size)
  }

  /** One byte at its place in the document; whether it begins a list. */
  #step(byte: number, at: number): boolean {
    if (this.#inText) this.#stepInText(byte, at)
    else if (byte === 0x22) {
      this.#inText = true
      this.#textFrom = at
    } else if (byte === 0x7b) this.#open.push({ isList: false, keyFrom: 0, keyTo: 0 })
    else if (byte === 0x7d || byte === 0x5d) this.#open.pop()
    else if (byte === 0x3a) {
      const frame = this.#open.at(-1)
      if (frame) Object.assign(frame, { keyFrom: this.#textFrom, keyTo: this.#textTo })
    }
    return !this.#inText && byte === 0x5b
  }

  #stepInText(byte: number, at: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === 0x5c) this.#escaped = true
    else if (byte === 0x22) {
      this.#inText = false
      this.#textTo = at + 1
    }
  }

  #isWanted(): boolean {
    const found = this.#paths.find(
      path =>
        path.length === this.#open.length &&
        this.#open.every((frame, at) => !frame.isList && this.#keyOf(frame) === path[at]),
    )
    if (found) this.path = found
    return found !== undefined
  }

  #keyOf({ keyFrom, keyTo }: Frame): unknown {
    return keyTo === 0 ? undefined : JSON.parse(this.#kept.toString('utf8', keyFrom, keyTo))
  }

  #keep(bytes: Uint8Array): void {
    const size = this.#size + bytes.byteLength
    if (size > this.#limit) throw new PartTooLarge('rest')
    if (size > this.#kept.byteLength) {
      const larger = Buffer.alloc(Math.max(size, 2 * this.#kept.byteLength))
      larger.set(this.#kept.subarray(0, this.#size))
      this.#kept = larger
    }
    this.#kept.set(bytes, this.#size)
    this.#size = size
  }
}
