const block = 65_536
/** More than these at once may be too many arguments of one call. */
const mostUnits = 4096

/** Many texts in one row of code units: as small as can be, and nothing of it is an object. */
export class HeldTexts {
  /** Where each text ends in the row. */
  #ends = new Float64Array(1024)
  #size = 0
  #length = 0
  readonly #units: Uint16Array[] = []

  add(text: string): void {
    if (this.#size === this.#ends.length) {
      const ends = new Float64Array(2 * this.#size)
      ends.set(this.#ends)
      this.#ends = ends
    }
    for (let at = 0; at < text.length; at++) {
      const place = (this.#length + at) % block
      if (place === 0) this.#units.push(new Uint16Array(block))
      const units = this.#units[this.#units.length - 1]
      if (units) units[place] = text.charCodeAt(at)
    }
    this.#length += text.length
    this.#ends[this.#size++] = this.#length
  }

  at(index: number): string {
    const end = this.#ends[index] ?? 0
    let text = ''
    for (let from = index === 0 ? 0 : (this.#ends[index - 1] ?? 0); from < end; ) {
      const place = from % block
      const count = Math.min(end - from, block - place, mostUnits)
      const units = this.#units[Math.floor(from / block)]
      // To spread a typed array out takes four times as long.
      if (units) text += Reflect.apply(String.fromCharCode, null, units.subarray(place, place + count))
      from += count
    }
    return text
  }
}
