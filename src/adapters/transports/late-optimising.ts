/** Newer ones wait by themselves, and have a quicker compiler for the time until then. */
const newestMajor = 22

/** So many requests are over before the code that is made for them has paid. */
const paysAfter = 1_500

type SetFlags = (flags: string) => void

/**
 * Keeps V8 from optimising code until that pays. It would from the first hundred requests on, and what it makes takes a
 * fourth of all the time that a thousand requests take, beside a server that needs the other processor.
 */
export class LateOptimising {
  readonly #setFlags: SetFlags
  readonly #helps: boolean
  #isOff = false
  #requests = 0

  constructor(setFlags: SetFlags = flagsOfV8, major = Number.parseInt(process.versions.node, 10)) {
    this.#setFlags = setFlags
    this.#helps = major <= newestMajor
  }

  /** One more request, for which all of Node's own is loaded: what is loaded later is compiled without what Node kept. */
  request(): void {
    this.#requests++
    const pays = !this.#helps || this.#requests > paysAfter
    if (pays) this.optimise()
    else if (!this.#isOff) this.#set(true)
  }

  /** What comes now may be long: until the next request V8 does as ever. */
  optimise(): void {
    if (this.#isOff) this.#set(false)
  }

  #set(isOff: boolean): void {
    this.#isOff = isOff
    this.#setFlags(isOff ? '--no-opt' : '--opt')
  }
}

function flagsOfV8(flags: string): void {
  process.getBuiltinModule('node:v8').setFlagsFromString(flags)
}
