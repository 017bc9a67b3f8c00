/** A word as a POSIX shell takes it, whatever is in it: for commands that a hint tells to type. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** An operand behind a command's own words: one that looks like an option stands behind `--`. */
export function operand(text: string): string {
  return text.startsWith('-') ? `-- ${shellWord(text)}` : shellWord(text)
}
