/** A word as a POSIX shell takes it, whatever is in it: for commands that a hint tells to type. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A path, an address or an option's value: as it is where a shell takes it so. */
export function plainWord(text: string): string {
  return /^[\w.:/@][\w.:/@-]*$/.test(text) ? text : shellWord(text)
}

/** An id behind a command's own words: as it is where a shell takes it so, as those of most platforms are. */
export function idOperand(id: string): string {
  return /^\w[\w.-]*$/.test(id) ? id : operand(id)
}

/** An operand behind a command's own words: one that looks like an option stands behind `--`. */
export function operand(text: string): string {
  return text.startsWith('-') ? `-- ${shellWord(text)}` : shellWord(text)
}
