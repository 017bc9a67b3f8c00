import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Row, Topic } from '../row.ts'
import type { Scene } from '../scene.ts'

const run = promisify(execFile)
const mebibyte = 2 ** 20

/** The package as npm would publish it, installed as a user would. The first installation fills npm's cache; it is not counted. */
export const packaged: Topic = {
  name: 'package',
  async rows(scene) {
    if (!scene.other('npm --version'))
      return [{ kind: 'absent', name: 'npm i -g beatpass', why: 'npm is not installed' }]
    const tarball = await pack(scene)
    await install(tarball, await scene.folder('installed-first'))
    const sizes = await sizesIn(join(scene.home, 'installed-first', 'lib', 'node_modules', 'beatpass'))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    return [
      constant('beatpass, installed', 'without the addon', 'MiB', bytes / mebibyte, 6),
      constant('beatpass, installed', 'without the addon', 'files', sizes.length, 150),
      {
        kind: 'measured',
        name: 'npm i -g beatpass',
        how: 'from a packed tarball, out of a full cache',
        unit: 's',
        async measure(rounds) {
          const times: number[] = []
          for (let round = 0; round < rounds; round++) {
            const prefix = await scene.folder(`installed-${round}`)
            const start = process.hrtime.bigint()
            await install(tarball, prefix, '--offline')
            times.push(Number(process.hrtime.bigint() - start) / 1e9)
          }
          return times
        },
      },
    ]
  },
}

function constant(name: string, how: string, unit: 'MiB' | 'files', value: number, gate: number): Row {
  return { kind: 'measured', name, how, unit, gate, measure: () => Promise.resolve([value]) }
}

/** npm as this user has it set up: it must find the registry and the cache that it has filled. */
async function npm(cwd: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _, NODE_EXTRA_CA_CERTS: authorities, ...env } = process.env
  // It slows every Node down, and without a network there is nobody to trust.
  const trusting = args.includes('--offline') || !authorities ? {} : { NODE_EXTRA_CA_CERTS: authorities }
  return (await run('npm', args, { cwd, env: { ...env, ...trusting } })).stdout
}

async function pack(scene: Scene): Promise<string> {
  const folder = await scene.folder('packed')
  const told = await npm(scene.project, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder)
  const [{ filename }]: [{ filename: string }] = JSON.parse(told)
  return join(folder, filename)
}

async function install(tarball: string, prefix: string, ...flags: string[]): Promise<void> {
  await npm(prefix, 'install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', ...flags, tarball)
}

/** Of every file below, without what it depends on. */
async function sizesIn(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const own = files.filter(path => !path.startsWith(join(folder, 'node_modules')))
  return await Promise.all(own.map(async path => (await stat(path)).size))
}
