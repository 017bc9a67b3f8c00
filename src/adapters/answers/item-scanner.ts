import { PartTooLarge } from './part-too-large.ts'

/** What has begun is put together for every guess: not for long. */
const longestGuess = 65_536

const opening = Buffer.from('[')
const closing = Buffer.from(']')

/** Reads the items of a JSON list, from after its `[`, while it comes. */
export class ItemScanner {
  /** The end of the list was seen. */
  ended = false
  readonly #limit: number
  /** What has come of an item that is not complete yet. */
  #begun: Uint8Array[] = []
  #begunSize = 0
  #any = false
  #depth = 0
  #inText = false
  #escaped = false
  #guesses = true

  /** `limit` is the largest item in bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * The items that this piece completes, and how many of its bytes belong to the list; a bracket that ends it does not.
   * Throws `SyntaxError`, `PartTooLarge`.
   */
  write(chunk: Uint8Array): { items: unknown[]; used: number } {
    const { guessed, from } = this.#guess(chunk)
    const left = from === 0 ? chunk : chunk.subarray(from)
    const { used, comma } = this.#scan(left)
    const end = this.ended ? used : comma
    if (end < 0) {
      this.#begin(left)
      return { items: guessed, used: from + used }
    }
    const items = this.#parse(left.subarray(0, end))
    if (!this.ended) this.#begin(left.subarray(end + 1))
    return { items: guessed.length === 0 ? items : [...guessed, ...items], used: from + used }
  }

  /**
   * Takes the last `},{` for a place between two items. Where all before it is JSON it is one, for what comes later cannot
   * change how the beginning is read; that saves going through every byte. The first wrong guess is the last one.
   */
  #guess(chunk: Uint8Array): { guessed: unknown[]; from: number } {
    const end = this.#guesses && this.#begunSize < longestGuess ? asBuffer(chunk).lastIndexOf('},{') : -1
    if (end < 0) return { guessed: [], from: 0 }
    const [begun, size] = [this.#begun, this.#begunSize]
    try {
      const guessed = this.#parse(chunk.subarray(0, end + 1))
      this.#depth = 0
      this.#inText = false
      this.#escaped = false
      return { guessed, from: end + 2 }
    } catch {
      this.#begun = begun
      this.#begunSize = size
      this.#guesses = false
      return { guessed: [], from: 0 }
    }
  }

  /** Goes through a piece: where its last comma between items is, and where the list ends. */
  #scan(chunk: Uint8Array): { used: number; comma: number } {
    const { length } = chunk
    let [depth, inText, escaped, comma] = [this.#depth, this.#inText, this.#escaped, -1]
    let at = 0
    for (; at < length; at++) {
      const byte = chunk[at]
      if (inText) {
        if (escaped) escaped = false
        else if (byte === 0x22) inText = false
        else if (byte === 0x5c) escaped = true
      } else if (byte === 0x22) inText = true
      else if (byte === 0x7b || byte === 0x5b) depth++
      else if (byte === 0x7d || byte === 0x5d) {
        if (depth === 0) break
        depth--
      } else if (byte === 0x2c && depth === 0) comma = at
    }
    this.ended = at < length
    this.#depth = depth
    this.#inText = inText
    this.#escaped = escaped
    return { used: at, comma }
  }

  #begin(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return
    this.#begun.push(bytes)
    this.#begunSize += bytes.byteLength
    if (this.#begunSize > this.#limit) throw new PartTooLarge('item')
  }

  #parse(last: Uint8Array): unknown[] {
    // The brackets go in as bytes: put around a text they would have it copied once more.
    const bytes = Buffer.concat([opening, ...this.#begun, last, closing])
    this.#begun = []
    this.#begunSize = 0
    const items: unknown[] = JSON.parse(bytes.toString('utf8'))
    // Nothing at all is an empty list; nothing beside a comma is no JSON.
    if (items.length === 0 && (this.#any || !this.ended)) throw new SyntaxError()
    this.#any = true
    return items
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
