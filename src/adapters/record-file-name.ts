/** Everything but lower-case letters, digits, `_` and `-` as `%` and hex, so that no two ids share a name on any file system. */
export function recordFileName(id: string): string {
  const bytes = [...Buffer.from(id)]
  const safe = bytes.map(byte => {
    const character = String.fromCharCode(byte)
    return /[a-z0-9_-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  })
  return `${safe.join('')}.json`
}
