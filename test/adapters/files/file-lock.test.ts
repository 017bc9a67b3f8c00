import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lockPathOf, withFileLock } from '../../../src/adapters/files/file-lock.ts'
import { StoreUnavailable } from '../../../src/domain/errors.ts'
import { bundle } from '../../bundle.ts'
import { freshFolder } from '../../folder.ts'

const entry = new URL('hold-lock.ts', import.meta.url).pathname

/** A process that holds the lock of `path`; killed when the test ends. */
async function holder(path: string) {
  const child = spawn(process.execPath, [await bundle(entry), 'hold', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

describe('a file lock', () => {
  test('lets two processes count without losing one, and leaves nothing behind', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'number')
    await writeFile(path, '0')
    const script = await bundle(entry)
    const run = () => promisify(execFile)(process.execPath, [script, 'count', path, '100'])
    await Promise.all([run(), run()])
    expect(await readFile(path, 'utf8')).toBe('200')
    const pids = (await readFile(`${path}.log`, 'utf8')).trim().split('\n')
    const changes = pids.filter((pid, at) => at > 0 && pid !== pids[at - 1]).length
    expect(changes, 'both were at it at the same time').toBeGreaterThan(1)
    expect((await readdir(folder)).sort()).toEqual(['number', 'number.log', 'number.ready'])
  })

  test('is waited for no longer than told, naming who holds it', async () => {
    const path = join(await freshFolder(), 'file')
    const child = await holder(path)
    const error = await withFileLock(path, async () => 'got it', 50).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error).toMatchObject({
      message: `another process (${child.pid}) holds ${lockPathOf(path)}`,
      failure: 'timeout',
      retryable: true,
    })
  })

  test('of a killed process is broken, by one of many at a time', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'file')
    const child = await holder(path)
    child.kill('SIGKILL')
    await once(child, 'exit')
    let inside = 0
    const work = async () => {
      expect(++inside).toBe(1)
      await new Promise(resolve => setImmediate(resolve))
      inside--
    }
    await Promise.all(Array.from({ length: 20 }, () => withFileLock(path, work)))
    expect(await readdir(folder)).toEqual([])
  })

  test('whose breaker was killed too is broken', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'file')
    const child = await holder(path)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await writeFile(`${lockPathOf(path)}.break`, await readFile(lockPathOf(path)))
    expect(await withFileLock(path, async () => 'got it')).toBe('got it')
    expect(await readdir(folder)).toEqual([])
  })

  test.each<[string, string, boolean]>([
    ['an earlier process of our own pid', `${process.pid} 1.5 ${hostname()}\n`, true],
    ['another machine', `${2 ** 22 + 1} 1.5 elsewhere\n`, false],
    ['nobody knows whom', '', false],
  ])('of %s (%j) is broken: %s', async (_, text, broken) => {
    const path = join(await freshFolder(), 'file')
    await writeFile(lockPathOf(path), text)
    const outcome = withFileLock(path, async () => 'got it', 30)
    if (broken) expect(await outcome).toBe('got it')
    else await expect(outcome).rejects.toThrow(StoreUnavailable)
  })

  test('is given back when the work fails', async () => {
    const folder = await freshFolder()
    const path = join(folder, 'file')
    const failing = withFileLock(path, () => Promise.reject(new Error('work failed')))
    await expect(failing).rejects.toThrow('work failed')
    expect(await readdir(folder)).toEqual([])
  })

  test('in a folder that does not exist is a system error', async () => {
    const path = join(await freshFolder(), 'no', 'file')
    await expect(withFileLock(path, async () => 1)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
