// npm run bench: what beatpass costs beside a bare Node and other tools, with gates. See bench.ts for the options. It is TypeScript
// like the tests it shares its servers with, so it is bundled first.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'rolldown'

const folder = mkdtempSync(join(tmpdir(), 'beatpass-bench-'))
const file = join(folder, 'bench.mjs')
try {
  const input = join(import.meta.dirname, 'bench.ts')
  const output = { file, format: 'esm', codeSplitting: false }
  await build({ input, platform: 'node', external: [/^node:/], output, logLevel: 'warn' })
  const { bench } = await import(pathToFileURL(file).href)
  process.exitCode = await bench(process.argv.slice(2), join(import.meta.dirname, '../..'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
