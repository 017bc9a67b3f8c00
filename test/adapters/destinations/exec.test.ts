import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ExecDestination } from '../../../src/adapters/destinations/exec.ts'
import { pinned } from '../../../src/domain/destination.ts'
import { DestinationUnavailable, InvalidInput } from '../../../src/domain/errors.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { snapshotOf, tracesIn } from '../../folder.ts'
import { freshSurroundings } from './surroundings.ts'

destinationContract('exec:', async () => {
  const world = await freshSurroundings()
  const place = join(world.cwd, 'place')
  return {
    destination: new ExecDestination('test ! -e broken && cat > place', world),
    held: () => readFile(place, 'utf8'),
    snapshot: () => snapshotOf(world.cwd),
    traces: () => tracesIn(world.cwd),
    breakWrites: () => writeFile(join(world.cwd, 'broken'), ''),
  }
})

/** Delivers a fresh secret to the command; gives what became of it, and what the command left in the file `out`. */
async function deliver(command: string, more: { env?: NodeJS.ProcessEnv; timeout?: number } = {}) {
  const world = await freshSurroundings()
  const secret = freshSecret()
  const options = { ...world, ...more, env: { ...world.env, ...more.env } }
  const error = await new ExecDestination(command, options).write(secret).catch((reason: unknown) => reason)
  const out = join(world.cwd, 'out')
  return { secret, error, notes: world.notes, out: existsSync(out) ? await readFile(out, 'utf8') : undefined }
}

describe('exec:', () => {
  test('stdin is a real pipe and holds the value alone', async () => {
    const { secret, out, error } = await deliver('readlink /proc/self/fd/0 > out; cat /dev/stdin >> out')
    expect(error).toBeUndefined()
    expect(out).toMatch(/^pipe:\[\d+\]\n/)
    expect(out?.split('\n')[1]).toBe(secret.reveal())
  })

  test('the value is in no argument and no variable of any process it starts; our credentials are not handed on', async () => {
    const env = {
      BEATPASS_TOKEN: 'ours',
      BEATPASS_PASSPHRASE_FILE: '/x',
      BEATPASS_PROFILE: 'work',
      KEPT: 'yes',
    }
    const look = 'for p in $$ $PPID self; do cat /proc/$p/cmdline /proc/$p/environ; done > out'
    const { secret, out } = await deliver(look, { env })
    expect(out).toContain('KEPT=yes')
    expect(out).toContain('BEATPASS_PROFILE=work')
    expect(out).not.toContain(secret.reveal().slice(3))
    expect(out).not.toMatch(/BEATPASS_(TOKEN|PASSPHRASE_FILE)/)
  })

  test('a command that reads nothing of it may still succeed', async () => {
    expect((await deliver('exit 0')).error).toBeUndefined()
  })

  test.each([
    ['exit 75', true, /asks to try again \(exit code 75\)$/],
    ['exit 3', false, /failed \(exit code 3\)$/],
    [
      'echo first >&2; printf "no\\033[31m \\342\\200\\256such" >&2; exit 1',
      false,
      /: no\\u\{1b\}\[31m \\u\{202e\}such$/,
    ],
    ['no-such-command-here', false, /exit code 127\): .*no-such-command-here: not found$/],
  ])('%j is a failure', async (command, retryable, message) => {
    const { error } = await deliver(command)
    expect(error).toBeInstanceOf(DestinationUnavailable)
    expect(error).toMatchObject({ retryable, exitCode: 7, message: expect.stringMatching(message) })
  })

  test('a signal is named', async () => {
    const { error } = await deliver('kill -9 $PPID')
    expect(error).toMatchObject({ message: 'exec: the command was ended by SIGKILL' })
  })

  test('what it says on stderr becomes remarks without the secret in any form; its stdout goes nowhere', async () => {
    const forms =
      'v=$(cat); echo "got $v" >&2; echo "$v" | cut -d "|" -f 2 >&2; printf %s "$v" | base64 -w0 >&2; echo "$v"; exit 1'
    const { secret, error, notes } = await deliver(forms)
    expect(notes).toEqual(['got [secret]', '[secret]', expect.stringMatching(/^\[secret\]=*$/)])
    expect(error).toMatchObject({ message: expect.stringMatching(/exit code 1\): \[secret\]=*$/) })
    expect(JSON.stringify([error, notes])).not.toContain(secret.reveal().slice(3, 23))
  })

  test('what repeats it behind other text, or in pieces, is hidden too', async () => {
    const basic = (user: string) => `printf "${user}:%s" "$v" | base64 -w0 >&2; echo >&2`
    const pieces = 'printf %s "$v" | fold -w 26 >&2; echo >&2; printf %s "$v" | base64 -w 36 >&2; exit 1'
    const { secret, notes } = await deliver(
      `v=$(cat); ${['a', 'ab', 'abc'].map(basic).join('; ')}; ${pieces}`,
    )
    expect(notes.slice(0, 3)).toEqual([
      expect.stringMatching(/^YTox?[^[]{0,3}\[secret\]=*$/),
      expect.stringMatching(/^YWI6[^[]{0,3}\[secret\]=*$/),
      expect.stringMatching(/^YWJj[^[]{0,3}\[secret\]=*$/),
    ])
    expect(notes.slice(3).join(' ')).toMatch(/^\[secret\] \[secret\] \[secret\] \[secret\]=*$/)
    expect(JSON.stringify(notes)).not.toContain(secret.reveal().slice(-8))
  })

  test('a line too long to be searched is left out, the next is not', async () => {
    const { notes } = await deliver('head -c 200000 /dev/zero | tr "\\0" x >&2; echo >&2; echo end >&2')
    expect(notes).toEqual(['end'])
  })

  test('what does not end in time is stopped with all that it started', async () => {
    const { error, out } = await deliver('sleep 1000 & echo $! > out; echo waiting >&2; wait', {
      timeout: 2_000,
    })
    expect(error).toMatchObject({ failure: 'timeout', retryable: true })
    expect(error).toMatchObject({ message: 'exec: the command did not end in time and was stopped: waiting' })
    expect(out).toMatch(/^\d+\n$/)
    await expect.poll(() => isAlive(Number(out))).toBe(false)
  })

  test('what it leaves in the background does not hold us up', async () => {
    const { error, out } = await deliver('sleep 1000 & echo $! > out; exit 0')
    process.kill(Number(out))
    expect(error).toBeUndefined()
  })

  test('a probe finds the command without running it', async () => {
    const world = await freshSurroundings()
    await new ExecDestination('touch ran', world).probe()
    await new ExecDestination('A=1 no-such-command-here', world).probe()
    await new ExecDestination('if true; then cat; fi', world).probe()
    await expect(new ExecDestination(' no-such-command-here -x', world).probe()).rejects.toThrow(
      'exec: there is no command no-such-command-here',
    )
    await expect(new ExecDestination('cat', { ...world, cwd: '/no/such' }).probe()).rejects.toThrow(
      'exec: the folder /no/such is gone',
    )
    expect(await snapshotOf(world.cwd)).toEqual([])
  })

  test('is remembered with the folder it runs in, which a probe looks for whatever the command', async () => {
    const world = await freshSurroundings()
    const file = join(world.cwd, 'file')
    await writeFile(file, '', { mode: 0o700 })
    const at = (cwd: string) => new ExecDestination('(cat) > out', { ...world, cwd })
    expect([at('/a').to, at('/a').address]).toEqual(['exec:(cat) > out', pinned('exec:(cat) > out', '/a')])
    await at(world.cwd).probe()
    const gone = expect.objectContaining({ exitCode: 7, message: 'exec: the folder /no/such is gone' })
    await expect(at('/no/such').probe()).rejects.toEqual(gone)
    await expect(at('/no/such').write(freshSecret())).rejects.toEqual(gone)
    await expect(at(file).probe()).rejects.toThrow(`exec: the folder ${file} cannot be used (ENOTDIR)`)
  })

  test.each(['', '  ', 'a\0b'])('%j is no command', async command => {
    const world = await freshSurroundings()
    expect(() => new ExecDestination(command, world)).toThrow(InvalidInput)
  })
})

/** A process that has ended but was not yet collected by its parent still has an entry. */
async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) [ZX] /.test(state)
}
