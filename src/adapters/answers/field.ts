import { AnswerNotUnderstood } from '../../domain/errors.ts'
import { isoMillis } from './iso-millis.ts'

/**
 * A value somewhere in an answer, and where. Its readers give what they promise or throw `AnswerNotUnderstood` that names
 * the place and never the value.
 */
export class Field {
  readonly value: unknown
  /** Where in the answer: `user.tokens[3]`. */
  readonly path: string
  readonly #whose: string

  /** `whose` begins the message of a failure. */
  constructor(value: unknown, path = '', whose = "the platform's answer") {
    this.value = value
    this.path = path
    this.#whose = whose
  }

  /** A field of this object; an absent one where there is no such field. */
  at(name: string): Field {
    const { value } = this
    const found = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    const inner = found ? (value as Record<string, unknown>)[name] : undefined
    return new Field(inner, this.path ? `${this.path}.${name}` : name, this.#whose)
  }

  /** Neither missing nor null. */
  get present(): boolean {
    return this.value !== undefined && this.value !== null
  }

  get isObject(): boolean {
    return typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.#fail('a text')
  }

  /** A whole number or a text of digits, as text. */
  id(): string {
    const { value } = this
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value)
    return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : this.#fail('an id')
  }

  /** ISO 8601 with a time and a zone. */
  date(): Date {
    const millis = typeof this.value === 'string' ? isoMillis(this.value) : Number.NaN
    return Number.isNaN(millis) ? this.#fail('a date') : new Date(millis)
  }

  list(): Field[] {
    const { value } = this
    if (!Array.isArray(value)) return this.#fail('a list')
    return value.map((item, at) => new Field(item, `${this.path}[${at}]`, this.#whose))
  }

  /** What `read` gives, or null where the value is missing or null. */
  optional<T>(read: (field: Field) => T): T | null {
    return this.present ? read(this) : null
  }

  #fail(expected: string): never {
    const problem = this.present ? `is not ${expected}` : 'is missing'
    throw new AnswerNotUnderstood(`${this.#whose} was not understood: ${this.path || 'it'} ${problem}`)
  }
}
