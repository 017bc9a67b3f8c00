import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type * as loading from '../src/load-core.ts'
import { bareEnvironment, newHome } from './cli/person.ts'
import { freshFolder } from './folder.ts'
import { told } from './front/told.ts'

const project = join(import.meta.dirname, '..')
const built: Pick<typeof loading, 'compilePart' | 'keptCodeFile' | 'keptParts'> = createRequire(
  import.meta.url,
)('../dist/front.cjs')

/** The Node that built it: the other supported ones have nothing kept, and the tests run on them too. */
const builder = readdirSync(join(project, 'dist'))
  .map(name => /^core-(v[\d.]+)-/.exec(name)?.[1])
  .find(version => version !== undefined)

test('the build keeps code', () => {
  expect(builder).toMatch(/^v\d+\.\d+\.\d+$/)
})

test('what was kept is for the Node that built it alone, and taken by its V8', () => {
  expect(built.keptParts.length).toBeGreaterThan(2)
  for (const part of built.keptParts) {
    const file = built.keptCodeFile(part)
    expect(existsSync(file), file).toBe(process.version === builder)
    if (process.version === builder)
      expect(built.compilePart(part, readFileSync(file)).cachedDataRejected).toBe(false)
  }
})

describe('the program does the same', () => {
  // The last one takes the part that delivers.
  const lines: [string[], number][] = [
    [['whoami', '--offline', '--json'], 0],
    [['tokens', 'lst'], 2],
    [['tokens', 'get', 'absent'], 7],
  ]

  /** The built program in another place, with its kept code changed. */
  async function copied(change: (file: string) => void): Promise<string> {
    const folder = await freshFolder()
    for (const name of ['bin', 'dist']) cpSync(join(project, name), join(folder, name), { recursive: true })
    symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
    for (const name of readdirSync(join(folder, 'dist')))
      if (name.endsWith('.code')) change(join(folder, 'dist', name))
    return join(folder, 'bin', 'beatpass.js')
  }

  async function expectTheSame(script: string, more: Record<string, string> = {}) {
    const env = { ...bareEnvironment(await newHome()), BEATPASS_TOKEN: `1|${'s'.repeat(48)}` }
    for (const [line, exitCode] of lines) {
      const usual = await told(process.execPath, [join(project, 'bin', 'beatpass.js'), ...line], env)
      expect(usual.exitCode).toBe(exitCode)
      expect(await told(process.execPath, [script, ...line], { ...env, ...more })).toEqual(usual)
    }
  }

  test('where no code was kept', async () => {
    await expectTheSame(await copied(file => rmSync(file)))
  })

  test('where the kept code is cut', async () => {
    await expectTheSame(await copied(file => truncateSync(file, 10_000)))
  })

  test('where it is empty', async () => {
    await expectTheSame(await copied(file => truncateSync(file, 0)))
  })

  test('where something else stands in its place', async () => {
    await expectTheSame(await copied(file => writeFileSync(file, 'not code at all\n'.repeat(1_000))))
  })

  test('where V8 runs with other flags than at the build', async () => {
    await expectTheSame(join(project, 'bin', 'beatpass.js'), {
      NODE_OPTIONS: '--interpreted-frames-native-stack',
    })
    await expectTheSame(join(project, 'bin', 'beatpass.js'), { NODE_OPTIONS: '--max-old-space-size=500' })
  })
})
