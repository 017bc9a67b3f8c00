import { ItemScanner } from './item-scanner.ts'
import { OutlineScanner } from './outline-scanner.ts'

/** How large the parts of an answer may be, in bytes. */
export interface SplitLimits {
  /** One item of the list. */
  item: number
  /** All but the list. */
  rest: number
}

/**
 * Takes a JSON document apart while it comes: the items of one long list, and the document without them. The first list
 * at one of `paths` that has an item is taken out; the rest holds `[]` in its place. Every part goes through `JSON.parse`,
 * whose `SyntaxError` ends the work; where parts begin and end is told by their brackets and quotes alone.
 */
export class ListSplitter {
  /** Where the list was found: `['user', 'tokens']`. */
  path: readonly string[] | undefined
  readonly #outline: OutlineScanner
  readonly #itemLimit: number
  #items: ItemScanner | undefined

  constructor(paths: readonly (readonly string[])[], limits: SplitLimits) {
    this.#outline = new OutlineScanner(paths, limits.rest)
    this.#itemLimit = limits.item
  }

  /** The items that the next piece of the document completes. Throws `SyntaxError`, `PartTooLarge`. */
  write(chunk: Uint8Array): unknown[] {
    let items: unknown[] = []
    for (let left = chunk; left.byteLength > 0; ) {
      const { used, more } = this.#items ? this.#listed(left, this.#items) : this.#outlined(left)
      items = items.length === 0 ? more : [...items, ...more]
      left = left.subarray(used)
    }
    return items
  }

  /** The document without the list, once all was written. Throws `SyntaxError` where it is not complete. */
  end(): unknown {
    return JSON.parse(this.#outline.text())
  }

  #outlined(chunk: Uint8Array) {
    const { used, atList } = this.#outline.write(chunk)
    if (atList && this.path === undefined) this.#items = new ItemScanner(this.#itemLimit)
    return { used, more: [] }
  }

  #listed(chunk: Uint8Array, scanner: ItemScanner) {
    const { items, used } = scanner.write(chunk)
    if (items.length > 0) this.path = this.#outline.path
    if (scanner.ended) this.#items = undefined
    return { used, more: items }
  }
}
