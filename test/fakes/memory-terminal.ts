import type { Secret } from '../../src/domain/secret.ts'
import type { Style, Terminal } from '../../src/ports/terminal.ts'

const plain: Style = { terminal: false, colour: false, columns: 80 }

/** A terminal that keeps what was written and answers questions from a list; a question without an answer fails. */
export class MemoryTerminal implements Terminal {
  stdout: Style = plain
  stderr: Style = plain
  canPrompt = false
  /** How many prints are read before the reader goes away. */
  patience = Number.POSITIVE_INFINITY
  printed = ''
  /** The options of the command line that a text with a command is to carry: `--profile work `. */
  profiling = ''
  readonly notes: string[] = []
  readonly progressLines: (string | undefined)[] = []
  readonly masked: Secret[] = []
  readonly questions: string[] = []
  readonly #answers: (string | boolean | Secret)[]
  #input: Secret | undefined

  constructor({ answers = [], input }: { answers?: (string | boolean | Secret)[]; input?: Secret } = {}) {
    this.#answers = answers
    this.#input = input
    this.canPrompt = answers.length > 0
  }

  get listening(): boolean {
    return this.patience > 0
  }

  print(text: string): void {
    if (!this.listening) return
    this.printed += text
    this.patience--
  }

  /** Says so of what is printed; notes are kept as they were given. */
  retold(text: string): string {
    return text.replace(/\bbeatpass (?=tokens )/g, `beatpass ${this.profiling}`)
  }

  note(line: string): void {
    this.notes.push(line)
  }

  mask(secret: Secret): void {
    this.masked.push(secret)
  }

  progress(line: string | undefined): void {
    this.progressLines.push(line)
  }

  async ask(question: string): Promise<string> {
    return this.#answer(question) as string
  }

  async askSecret(question: string): Promise<Secret> {
    return this.#answer(question) as Secret
  }

  async choose(question: string): Promise<string> {
    return this.#answer(question) as string
  }

  async confirm(question: string): Promise<boolean> {
    return this.#answer(question) as boolean
  }

  async readInput(): Promise<Secret> {
    const input = this.#input
    this.#input = undefined
    if (!input) throw new Error('stdin was read and nothing was put there')
    return input
  }

  /** Whether every prepared answer was asked for. */
  get exhausted(): boolean {
    return this.#answers.length === 0
  }

  #answer(question: string): string | boolean | Secret {
    this.questions.push(question)
    const answer = this.#answers.shift()
    if (answer === undefined) throw new Error(`nobody can answer: ${question}`)
    return answer
  }
}
