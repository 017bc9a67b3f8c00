import { eachUnseen } from '../domain/printable.ts'
import type { Style } from '../ports/terminal.ts'

/** Raw values as JSON with a newline: on one line in a pipe, indented for a person. What `printable` shows is escaped. */
export function jsonText(value: unknown, style: Pick<Style, 'terminal'>): string {
  return `${shown(value, style)}\n`
}

/** A text as JSON. */
export function jsonString(text: string): string {
  return isPlain(text) ? `"${text}"` : escaped(JSON.stringify(text))
}

/** Whether nothing in it is escaped. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false
  }
  return true
}

/** A JSON array, written some items at a time: in the end the same text as `jsonText` of them all. */
export class JsonArray {
  readonly #style: Pick<Style, 'terminal'>
  #begun = false

  constructor(style: Pick<Style, 'terminal'>) {
    this.#style = style
  }

  items(items: readonly unknown[]): string {
    if (items.length === 0) return ''
    const lead = this.#begun ? ',' : '['
    this.#begun = true
    const text = shown(items, this.#style)
    return lead + text.slice(1, this.#style.terminal ? -2 : -1)
  }

  end(): string {
    if (!this.#begun) return '[]\n'
    return this.#style.terminal ? '\n]\n' : ']\n'
  }
}

function shown(value: unknown, { terminal }: Pick<Style, 'terminal'>): string {
  return escaped(JSON.stringify(value, null, terminal ? 2 : undefined))
}

/** JSON with its escapes; a line break in it stands between values. */
function escaped(json: string): string {
  return eachUnseen(json, character => (character === '\n' ? character : unitsOf(character)))
}

function unitsOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
