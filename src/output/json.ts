import type { Style } from '../ports/terminal.ts'

const invisible =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

/** Raw values as JSON with a newline: on one line in a pipe, indented for a person. Invisible characters are escaped. */
export function jsonText(value: unknown, style: Pick<Style, 'terminal'>): string {
  const text = JSON.stringify(value, null, style.terminal ? 2 : undefined)
  return `${text.replace(invisible, escapeUnit)}\n`
}

const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
