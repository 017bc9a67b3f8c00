const unusual = /^[=+\-@\t\r]|[",\r\n]/

/** One RFC 4180 record. A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** One cell of it. */
export function csvCell(text: string): string {
  if (!unusual.test(text)) return text
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
