import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeReadings } from '../../../src/adapters/destinations/dotenv-node.ts'

/** Of the node that runs this: CI runs it with each that is supported. */
const running = process.version.startsWith('v20.') ? 0 : 1

test('any text is read as the running node reads it', () => {
  const piece = fc.constantFrom(
    ...['A', 'T', 'x', ' ', '\t', '\n', '\n', '=', '=', "'", '"', '`', '#', 'export ', '\\', '\\n', 'A=1\n'],
  )
  // The end of a file in the middle of a line has oddities of its own, which no line of ours ends in.
  const text = fc.array(piece, { maxLength: 14, size: 'max' }).map(pieces => `${pieces.join('')}\nZ=z\n`)
  fc.assert(
    fc.property(text, text => {
      const ours = nodeReadings(text)[running]?.map(({ key, value, end }) => [
        key,
        readValue(text.slice(value, end)),
      ])
      expect(named(Object.fromEntries(ours ?? []))).toEqual(named({ ...parseEnv(text) }))
    }),
    { numRuns: 5000 },
  )
})

function readValue(raw: string): string {
  const [, quote, quoted = ''] = /^(['"`])([\s\S]*?)\1/.exec(raw) ?? []
  if (quote) return quote === '"' ? quoted.replaceAll('\\n', '\n') : quoted
  return /^['"`]/.test(raw) ? raw : raw.replace(/#.*/s, '').replace(running === 0 ? / +$/ : /[ \t\n]+$/, '')
}

/** Node 20 makes up a name where there are only blanks. */
function named(values: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => /\w/.test(name)))
}
