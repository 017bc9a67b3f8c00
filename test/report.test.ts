import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { countTests } from './report.js'

const project = resolve(import.meta.dirname, '..')
const cache = join(project, 'node_modules', '.cache')
await mkdir(cache, { recursive: true })
// Below the project, so that it finds vitest.
const folder = await mkdtemp(join(cache, 'report-'))
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** What the report says of a run of its own, with so many tests. */
async function reportOf(name: string, source: string) {
  const report = join(folder, `${name}.json`)
  const config = join(folder, `${name}.config.js`)
  await writeFile(join(folder, `${name}.test.js`), `import { afterAll, it } from 'vitest'\n${source}`)
  const url = JSON.stringify(resolve(import.meta.dirname, 'report.js'))
  const settings = `{ include: ['${name}.test.js'], reporters: [new Report(${JSON.stringify(report)})] }`
  await writeFile(config, `import { Report } from ${url}\nexport default { test: ${settings} }\n`)
  const vitest = join(project, 'node_modules', 'vitest', 'vitest.mjs')
  const code = await new Promise(end => {
    execFile(process.execPath, [vitest, 'run', '--root', folder, '--config', config], error =>
      end(error?.code ?? 0),
    )
  })
  return { code, ...countTests(report) }
}

describe('the report of a run', () => {
  it('counts what passed and names what was skipped', async () => {
    const source = "it('works', () => {})\nit.skipIf(true)('waits', () => {})\n"
    expect(await reportOf('fine', source)).toEqual({ code: 0, passed: 1, skipped: ['waits'], failures: [] })
  })

  it.each([
    ['a test', "it('breaks', () => { throw new Error('why') })", 'breaks: Error: why'],
    [
      'a hook',
      "it('works', () => {})\nafterAll(() => { throw new Error('why') })",
      'hook.test.js: Error: why',
    ],
    ['an import', "it('works', () => {})\nthrow new Error('why')", 'import.test.js: Error: why'],
    [
      'an error of no test',
      "it('works', () => new Promise(end => { setTimeout(() => { throw new Error('why') }); setTimeout(end, 20) }))",
      'outside of every test: Error: why',
    ],
  ])('names what failed: %s', async (what, source, first) => {
    const { code, failures } = await reportOf(what.split(' ')[1] ?? what, source)
    expect(code).toBe(1)
    expect(failures.map(failure => failure.split('\n')[0])).toEqual([first])
  })

  it('a run without tests, or without a report, has failed', async () => {
    expect((await reportOf('empty', '')).failures).not.toEqual([])
    expect(countTests(join(folder, 'absent.json')).failures).toEqual(['there is no report of it'])
  })
})
