import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AgeStore } from '../../../../src/adapters/secret-stores/age.ts'
import { Secret } from '../../../../src/domain/secret.ts'
import { bundled } from '../../../bundled.ts'
import { type AgeFolder, makeAgeFolder } from './age-folder.ts'

const run = promisify(execFile)
let folder: AgeFolder
let bundle: string
beforeAll(async () => {
  folder = await makeAgeFolder()
  bundle = await bundled('src/adapters/secret-stores/age.ts', folder.path)
})
afterAll(() => folder.remove())

/** The arguments for a node process of its own that writes `count` entries, each as soon as the last is done. */
function writer(name: string, count: number): string[] {
  const script = `import { AgeStore } from ${JSON.stringify(bundle)}
    const store = new AgeStore(${JSON.stringify({ path: folder.file, identityPath: folder.identityPath })})
    for (let at = 0; at < ${count}; at++) {
      const text = ${JSON.stringify(name)} + at
      await store.write({ service: 'beatpass', account: 'default/' + text }, { reveal: () => text })
      console.log(text)
    }`
  return ['--input-type=module', '-e', script]
}

test('processes that write at the same time lose nothing of each other', async () => {
  const names = ['a', 'b', 'c', 'd']
  await Promise.all(names.map(name => run(process.execPath, writer(name, 8))))
  const { entries } = JSON.parse(await folder.decrypted())
  const expected = names.flatMap(name => Array.from({ length: 8 }, (_, at) => `${name}${at}`))
  expect(entries.map((entry: { secret: string }) => entry.secret).sort()).toEqual(expected.sort())
  expect(existsSync(`${folder.file}.lock`)).toBe(false)
}, 60_000)

test('of those that write over the same at the same time one does, and the others are told', async () => {
  const entry = { service: 'beatpass', account: 'default/wanted' } as const
  const values = Array.from({ length: 5 }, (_, at) => new Secret(`wanted${at}`))
  const stores = values.map(() => new AgeStore({ path: folder.file, identityPath: folder.identityPath }))
  const took = await Promise.all(values.map((value, at) => stores[at]?.writeOver(entry, value, undefined)))
  expect(took.filter(one => one)).toHaveLength(1)
  expect(await stores[0]?.read(entry)).toEqual(values[took.indexOf(true)])
  expect(await stores[0]?.writeOver(entry, new Secret('late'), values[took.indexOf(true)])).toBe(true)
})

test('writes and removals that come together go into few files, and none is lost', async () => {
  const store = new AgeStore({ path: folder.file, identityPath: folder.identityPath })
  const entry = (at: number) => ({ service: 'beatpass', account: `default/together${at}` }) as const
  const all = Array.from({ length: 40 }, (_, at) => at)
  let files = 0
  const watcher = watch(dirname(folder.file), (_, name) => {
    if (name === 'secrets.age') files++
  })
  await Promise.all(all.map(at => store.write(entry(at), new Secret(`value${at}`))))
  const read = await Promise.all(all.map(at => store.read(entry(at))))
  expect(read.map(secret => secret?.reveal())).toEqual(all.map(at => `value${at}`))
  await Promise.all(all.filter(at => at % 2 === 0).map(at => store.remove(entry(at))))
  const held = (await folder.decrypted()).match(/together\d+/g)
  expect(held?.length).toBe(20)
  watcher.close()
  expect(files).toBeGreaterThan(0)
  expect(files).toBeLessThan(12)
})

test('killed at any moment, the file opens and holds all that was reported as stored', async () => {
  for (let turn = 0; turn < 5; turn++) {
    const child = spawn(process.execPath, writer(`k${turn}-`, 1000), { stdio: ['ignore', 'pipe', 'inherit'] })
    let reported = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      reported += text
      if (reported.split('\n').length > 3 + turn) child.kill('SIGKILL')
    })
    await once(child, 'close')
    const held: string[] = (await folder.decrypted()).match(/(?<="secret":")[^"]+/g) ?? []
    const lines = reported.split('\n').filter(line => line !== '')
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.filter(line => !held.includes(line))).toEqual([])
  }
  await run(process.execPath, writer('after', 1))
  expect(await folder.decrypted()).toContain('after0')
}, 60_000)

test('a disk that takes no more leaves the old file, no draft and no lock', async () => {
  await run(process.execPath, writer('before', 1))
  const before = readFileSync(folder.file)
  // Whoever was killed above may have left a draft.
  const there = readdirSync(dirname(folder.file))
  const limited = run('sh', ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, ...writer('full', 1)])
  await expect(limited).rejects.toMatchObject({ stderr: expect.stringContaining('(EFBIG)') })
  expect(readFileSync(folder.file)).toEqual(before)
  expect(readdirSync(dirname(folder.file))).toEqual(there)
})
