import { describe, expect, test } from 'vitest'
import { withoutContract } from './contracts.ts'
import { sourceFile } from './source-file.ts'
import { faults } from './style.ts'

describe('a fault of style is found', () => {
  const domain = 'src/domain/x.ts'
  // Texts, none of which runs: `any` and `@ts-expect-error` stand here because they are what the rules must find, or must not.
  test.each([
    ['any', domain, 'const x: any = 1'],
    ['any', 'src/adapters/x.ts', 'function f(x: Array<any>) {}'],
    ['@ts-ignore', domain, '// @ts-ignore\nconst x = 1'],
    ['@ts-ignore', 'src/sandbox/x.ts', '/* @ts-nocheck */'],
    ['@ts-ignore', domain, '// @ts-expect-error it is so'],
    ['non-null assertion', domain, 'const y = x!'],
    ['default export', domain, 'export default 1'],
    ['default export', domain, 'const x = 1\nexport { x as default }'],
    ['module state: let', domain, 'let x = 1'],
    ['module state: let', 'src/adapters/x.ts', 'export let x = 1'],
    ['module state: var', 'src/sandbox/x.ts', 'var x = 1'],
    ['folder named utils', 'src/adapters/utils/x.ts', ''],
    ['folder named lib', 'src/lib/x.ts', ''],
    ['not kebab-case: tokenView', 'src/domain/tokenView.ts', ''],
    ['process', domain, 'const x = process.env'],
    ['process', 'src/commands/x.ts', 'const { env } = process'],
    ['process', 'src/output/x.ts', 'const x = { process }'],
    ['fetch', 'src/operations/x.ts', "await fetch('x')"],
    ['console', 'src/output/x.ts', "console.log('x')"],
    ['globalThis', 'src/ports/x.ts', 'globalThis.fetch'],
    ['setTimeout', 'src/operations/x.ts', 'setTimeout(f, 1)'],
    ['Buffer', 'src/operations/x.ts', "Buffer.from('x')"],
    ['Date.now', domain, 'const x = Date.now()'],
    ['Date.now', domain, "const x = Date['now']()"],
    ['Date.now', domain, 'const now = Date.now'],
    ['new Date()', domain, 'const x = new Date()'],
    ['Date()', domain, 'const x = Date()'],
    ['Math.random', 'src/operations/x.ts', 'const x = Math.random()'],
    ['import.meta', domain, 'const x = import.meta.url'],
    ['without a doc comment: f', domain, 'export function f() {}'],
    ['without a doc comment: f', domain, '// not a doc comment\nexport function f() {}'],
    ['without a doc comment: g', domain, '/** Of f. */\nexport function f() {}\nexport function g() {}'],
    ['without a doc comment: C', 'src/operations/x.ts', 'export class C {}'],
    ['without a doc comment: I', 'src/ports/x.ts', 'export interface I {}'],
  ])('%s: %s: %j', (what, path, text) => {
    expect(faults(sourceFile(path, text))).toEqual([what])
  })

  test.each([
    [domain, 'const x = { process: 1, fetch: 2 }\nx.fetch\nconst later = new Date(0)'],
    [domain, 'interface Y { console: string; fetch(): void }\nconst any = "any let process @ts-ignore"'],
    [domain, '/** What it is. */\nexport function f() { let x = 1; return x }'],
    ['src/adapters/x.ts', 'export function f() { return process.env }'],
  ])('and what only looks like one is not: %s: %j', (path, text) => {
    expect(faults(sourceFile(path, text))).toEqual([])
  })
})

test('a file that is too long is found', () => {
  const lines = (count: number) => faults(sourceFile('src/domain/x.ts', '// a line\n'.repeat(count)))
  expect(lines(221)).toEqual(['longer than 220 lines'])
  expect(lines(220)).toEqual([])
})

describe('a missing contract suite is found', () => {
  const store = 'export class Vault implements SecretStore {}'
  const contract = "secretStoreContract('vault', () => new Vault())"
  const adapter = sourceFile('src/adapters/secret-stores/vault.ts', store)
  const missing = ['src/adapters/secret-stores/vault.ts: Vault is not given to secretStoreContract']
  const at = (path: string, text: string) => sourceFile(`test/${path}`, text)

  test.each([
    ['no test at all', []],
    ['a test without the suite', [at('x.test.ts', "import '../src/adapters/secret-stores/vault.ts'")]],
    [
      'the suite with another adapter',
      [at('x.test.ts', `import '../src/adapters/secret-stores/age.ts'\n${contract}`)],
    ],
    [
      'the suite called in no test',
      [at('x.ts', `import '../src/adapters/secret-stores/vault.ts'\n${contract}`)],
    ],
    [
      'only its type is known to the test',
      [at('x.test.ts', `import type { Vault } from '../src/adapters/secret-stores/vault.ts'\n${contract}`)],
    ],
  ])('%s', (_, tests) => {
    expect(withoutContract([adapter], tests)).toEqual(missing)
  })

  test('and one that runs is not, straight or by way of a bench', () => {
    const straight = at('x.test.ts', `import '../src/adapters/secret-stores/vault.ts'\n${contract}`)
    expect(withoutContract([adapter], [straight])).toEqual([])
    const bench = at('bench.ts', "import '../src/adapters/secret-stores/vault.ts'")
    expect(withoutContract([adapter], [bench, at('x.test.ts', `import './bench.ts'\n${contract}`)])).toEqual(
      [],
    )
  })

  test('for a fake as for an adapter, by the port’s whole name too', () => {
    const fake = at('fakes/x.ts', 'export class X implements port.Platform {}')
    expect(withoutContract([], [fake])).toEqual(['test/fakes/x.ts: X is not given to platformContract'])
  })
})
