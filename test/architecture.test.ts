import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { circles, wrongArrows } from './architecture/arrows.ts'
import { withoutContract } from './architecture/contracts.ts'
import { type SourceFile, sourceFile } from './architecture/source-file.ts'
import { faults } from './architecture/style.ts'

function filesUnder(folder: string): SourceFile[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name).replaceAll('\\', '/'))
    .map(path => sourceFile(path, readFileSync(path, 'utf8')))
}

const house = filesUnder('src')
const tests = filesUnder('test')

describe('the house', () => {
  test('is all there', () => {
    expect(house.length).toBeGreaterThan(100)
    expect(house.map(({ path }) => path)).toContain('src/operations/create-token.ts')
  })

  test('has no arrow that is not in the plan', () => {
    expect(house.flatMap(file => wrongArrows(file).map(what => `${file.path}: ${what}`))).toEqual([])
  })

  test('has no circle of imports', () => {
    expect(circles(house)).toEqual([])
  })

  test('keeps its style', () => {
    expect(house.flatMap(file => faults(file).map(what => `${file.path}: ${what}`))).toEqual([])
  })

  test('is entered by one door', () => {
    const door = sourceFile('bin/beatpass.js', readFileSync('bin/beatpass.js', 'utf8'))
    expect(door.imports.map(({ specifier }) => specifier)).toEqual(['../dist/front.cjs'])
  })

  test('has a contract suite run for every adapter and every fake of its ports', () => {
    expect(withoutContract(house, tests)).toEqual([])
  })
})

describe('a wrong arrow is found', () => {
  test.each([
    ['src/domain/x.ts', "import '../ports/clock.ts'"],
    ['src/domain/x.ts', "import type { Clock } from '../ports/clock.ts'"],
    ['src/domain/x.ts', "import { readFile } from 'node:fs/promises'"],
    ['src/domain/rotation/x.ts', "import fs from 'fs'"],
    ['src/domain/x.ts', "export { a } from '../operations/a.ts'"],
    ['src/domain/x.ts', "export * from '../operations/a.ts'"],
    ['src/domain/x.ts', "const a = await import('../adapters/a.ts')"],
    ['src/domain/x.ts', 'const a = await import(`../adapters/a.ts`)'],
    ['src/domain/x.ts', "type A = typeof import('../adapters/a.ts')"],
    ['src/domain/x.ts', "const a = require('../adapters/a.ts')"],
    ['src/ports/x.ts', "import { a } from '../adapters/a.ts'"],
    ['src/ports/x.ts', "import { a } from '../operations/a.ts'"],
    ['src/operations/x.ts', "import { a } from '../adapters/a.ts'"],
    ['src/operations/x.ts', "import type { a } from '../output/a.ts'"],
    ['src/operations/x.ts', "import type { Command } from 'commander'"],
    ['src/operations/x.ts', "import type { a } from '../settings.ts'"],
    ['src/output/x.ts', "import { a } from '../operations/a.ts'"],
    ['src/output/x.ts', "import { type A, b } from '../operations/a.ts'"],
    ['src/output/x.ts', "import { Chalk } from 'chalk'"],
    ['src/output/token-table.ts', "import { a } from 'undici'"],
    ['src/commands/x.ts', "import { a } from '../adapters/a.ts'"],
    ['src/commands/x.ts', "import { a } from '../main.ts'"],
    ['src/commands/tokens/x.ts', "import { a } from 'node:fs'"],
    ['src/commands/tokens/x.ts', "import { a } from '@inquirer/prompts'"],
    ['src/adapters/x.ts', "import { a } from '../operations/a.ts'"],
    ['src/adapters/x.ts', "import { a } from '../commands/a.ts'"],
    ['src/adapters/x.ts', "await import('../sandbox/a.ts')"],
    ['src/adapters/sandbox-host.ts', "import { a } from '../sandbox/a.ts'"],
    ['src/sandbox/x.ts', "import { a } from '../adapters/a.ts'"],
    ['src/sandbox/x.ts', "import type { a } from '../ports/a.ts'"],
    ['src/compose.ts', "import { a } from './sandbox/a.ts'"],
    ['src/elsewhere/x.ts', ''],
    ['src/domain/x.ts', "import { a } from '../../test/a.ts'"],
  ])('%s: %j', (path, text) => {
    expect(wrongArrows(sourceFile(path, text))).toHaveLength(1)
  })

  test.each([
    ['src/operations/x.ts', "import { a } from '../domain/a.ts'\nimport type { B } from '../ports/b.ts'"],
    [
      'src/output/x.ts',
      "import type { A } from '../operations/a.ts'\nimport { type B } from '../operations/b.ts'",
    ],
    ['src/output/token-table.ts', "import { Chalk } from 'chalk'"],
    [
      'src/commands/tokens/x.ts',
      "import { a } from '../../operations/a.ts'\nimport { Command } from 'commander'",
    ],
    ['src/adapters/sandbox-host.ts', "await import('../sandbox/a.ts')"],
    ['src/adapters/x.ts', "import { a } from 'undici'\nimport fs from 'node:fs'"],
    ['src/sandbox/x.ts', "import { a } from 'hono'\nimport { b } from '../domain/b.ts'"],
    ['src/main.ts', "import { a } from './adapters/a.ts'\nimport { b } from './commands/b.ts'"],
  ])('and a right one is not: %s: %j', (path, text) => {
    expect(wrongArrows(sourceFile(path, text))).toEqual([])
  })

  test('circles, through types and dynamic imports too', () => {
    const a = sourceFile('src/domain/a.ts', "import { b } from './b.ts'")
    const b = sourceFile('src/domain/b.ts', "import type { C } from './deep/c.ts'")
    const c = sourceFile('src/domain/deep/c.ts', "await import('../a.ts')")
    const self = sourceFile('src/domain/self.ts', "import './self.ts'")
    expect(circles([a, b, c, self])).toEqual([
      'src/domain/a.ts → src/domain/b.ts → src/domain/deep/c.ts → src/domain/a.ts',
      'src/domain/self.ts → src/domain/self.ts',
    ])
    expect(circles([a, b])).toEqual([])
  })

  test('a file that cannot be parsed is not passed over', () => {
    expect(() => sourceFile('src/domain/x.ts', 'import {')).toThrow('src/domain/x.ts')
  })
})
