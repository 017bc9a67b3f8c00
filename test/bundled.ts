import { join } from 'node:path'
import { rolldown } from 'rolldown'

/** Bundles one source file, so that a process of its own can import it. Resolves to the bundle's path. */
export async function bundled(source: string, folder: string): Promise<string> {
  const build = await rolldown({ input: source, platform: 'node' })
  const { output } = await build.write({
    dir: join(folder, 'bundle'),
    format: 'esm',
    entryFileNames: '[name].mjs',
  })
  await build.close()
  return join(folder, 'bundle', output[0].fileName)
}
