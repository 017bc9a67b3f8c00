import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runForJson } from '../../../../src/adapters/destinations/remote/json-command.ts'
import { freshFolder } from '../../../folder.ts'

async function run(script: string, timeout = 20_000) {
  const cwd = await freshFolder()
  const env = { PATH: process.env.PATH }
  const request = { command: 'sh', args: ['-c', script], env, cwd, timeout, installHint: 'install a shell' }
  return { cwd, result: await runForJson(request).catch((error: unknown) => error) }
}

test('its stdout is JSON, its stdin is empty', async () => {
  const { result } = await run('cat; printf \'{"a": 1}\'')
  expect(result).toEqual({ a: 1 })
})

test('one that takes too long is ended with all that it started', async () => {
  const { result, cwd } = await run('sleep 300 & echo $! > pid; wait', 2_000)
  expect(result).toMatchObject({ message: 'sh did not end within 2 s and was stopped', retryable: true })
  const pid = Number(await readFile(join(cwd, 'pid'), 'utf8'))
  await expect.poll(() => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).toMatch(/^$|\) [ZX] /)
})

test('more than 1 MiB is not taken', async () => {
  const { result } = await run("printf '[\"'; head -c 2000000 /dev/zero | tr '\\0' x; printf '\"]'")
  expect(result).toMatchObject({ message: 'sh printed no JSON' })
})
