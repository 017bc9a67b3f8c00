/** What happened, in order, over platform and destinations. */
export class Events {
  readonly lines: string[] = []
  readonly #interferences: { beginning: string; act: () => void }[] = []

  /** Interferes once, just before something that begins like this happens (again). */
  before(beginning: string, act: () => void): void {
    this.#interferences.push({ beginning, act })
  }

  tell(line: string): void {
    const at = this.#interferences.findIndex(({ beginning }) => line.startsWith(beginning))
    if (at >= 0) this.#interferences.splice(at, 1)[0]?.act()
    this.lines.push(line)
  }

  /** Interferences that did not happen: a test that leaves some tests something else than it says. */
  get unused(): string[] {
    return this.#interferences.map(({ beginning }) => beginning)
  }

  /** Those that change something. */
  get effects(): string[] {
    return this.lines.filter(line => /^(create|revoke|write|sign-in)/.test(line))
  }
}
