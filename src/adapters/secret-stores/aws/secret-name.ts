import type { Entry } from '../../../ports/secret-store.ts'

const longestName = 512

/**
 * The name of an entry's secret: `<prefix>/<service>/<profile>/<label>`. What AWS does not take in a name stands as the hex
 * of its UTF-8 bytes behind `=`; so do `=` itself, a slash that would make an empty part, and the hyphen of an end like
 * `-a1B2c3`, which AWS would take for its own at the end of an ARN. A name that is too long ends in a hash of the whole.
 */
export function secretNameOf(prefix: string, { service, account }: Entry): string {
  const encoded = account
    .replace(/[^A-Za-z0-9/_+.@-]/gu, hex)
    .replace(/^\/|\/$|(?<=\/)\//g, hex)
    .replace(/-(?=[A-Za-z0-9]{6}$)/, hex)
  const name = `${prefix}/${service}/${encoded}`
  if (name.length <= longestName) return name
  const { createHash } = process.getBuiltinModule('node:crypto')
  // No text is encoded with two of them in a row.
  const tail = `==${createHash('sha256').update(name).digest('hex')}`
  return name.slice(0, longestName - tail.length) + tail
}

function hex(character: string): string {
  return Array.from(
    Buffer.from(character),
    byte => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('')
}
