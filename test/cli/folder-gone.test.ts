import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { quotedBeatpass, singleBinary } from './beatpass.ts'
import { newHolder, type Person } from './person.ts'

const run = promisify(execFile)

/** Runs a command line in a shell whose folder was removed under it. */
async function inNoFolder({ env, home }: Person, line: string) {
  const script = `mkdir gone && cd gone && rmdir ../gone && ${quotedBeatpass()} ${line}`
  const done = await run('/bin/sh', ['-c', script], { env, cwd: home }).catch(error => error)
  return { exitCode: done.code ?? 0, stdout: done.stdout, stderr: done.stderr }
}

// The single binary's runtime looks for the current folder before anything of ours begins.
if (singleBinary)
  test('the single binary does not start where the folder is gone, and says so', async () => {
    const person = await newHolder()
    const ran = await inNoFolder(person, 'tokens create ci-main')
    expect(ran).toEqual({ exitCode: 1, stdout: '', stderr: expect.stringContaining('was deleted') })
    expect(person.requests).not.toContain('POST /access-tokens')
  })
else {
  // Regressed: every command ended with 1, as a bug.
  test('what does not depend on the current folder works where it is gone', async () => {
    const person = await newHolder()
    expect(await inNoFolder(person, 'whoami --json')).toMatchObject({ exitCode: 0, stderr: '' })
    const file = join(person.home, 'token')
    expect(await inNoFolder(person, `tokens create ci-main --to file:${file}`)).toMatchObject({ exitCode: 0 })
  })

  test.each([
    ['file:token', /^beatpass: the folder of \S+\/token does not exist\n/],
    ['env:.env#TOKEN', /^beatpass: the folder of \S+\/\.env does not exist\n/],
    ['exec:cat', /^beatpass: exec: the folder \S+ is gone\n/],
  ])('%s is refused with 7 before anything is made', async (to, message) => {
    const person = await newHolder()
    const ran = await inNoFolder(person, `tokens create ci-main --to '${to}'`)
    expect(ran).toEqual({ exitCode: 7, stdout: '', stderr: expect.stringMatching(message) })
    expect(person.requests).not.toContain('POST /access-tokens')
  })
}
