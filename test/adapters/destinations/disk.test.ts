import { execFile, execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, test } from 'vitest'
import { bundle } from '../../bundle.ts'
import { freshFolder } from '../../folder.ts'

const run = promisify(execFile)
const root = process.getuid?.() === 0
const mounting = root ? ['--mount'] : ['--user', '--map-root-user', '--mount']
const nobody = 65534

/** Whether this machine lets us mount a file system that only our own process sees. */
function canMount(): boolean {
  try {
    execFileSync('unshare', [...mounting, 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.each([
  ['file:', 'file:place/token', '12|old\n'],
  ['env:', 'env:place/token#T', "A=1\nT='12|old'\n"],
])('%s on a disk that gives out', (_, to, old) => {
  let folder: string
  let script: string
  beforeEach(async () => {
    folder = await freshFolder()
    script = await bundle(new URL('deliver-alone.ts', import.meta.url).pathname)
    await mkdir(join(folder, 'place'))
    await writeFile(join(folder, 'old'), old)
  })

  /** Runs shell lines in the folder; `$deliver` is our process, `place/token` holds the old text. Gives the lines printed. */
  async function shell(lines: string[], before: string[] = []): Promise<string[]> {
    const all = [...before, 'install -m 600 old place/token', ...lines, 'cat place/token; ls -A place'].join(
      '\n',
    )
    const wrapped = before.length > 0 ? ['unshare', ...mounting, 'sh', '-ec', all] : ['sh', '-ec', all]
    const env = { ...process.env, deliver: `${process.execPath} ${script}` }
    const { stdout } = await run('env', wrapped, { cwd: folder, env })
    return stdout.split('\n')
  }
  const untouched = [...old.split('\n').slice(0, -1), 'token', '']

  test('a file size limit leaves the old text and nothing else', async () => {
    const outcome = await shell([`(trap '' XFSZ; ulimit -f 0; $deliver write '${to}' '13|new')`])
    const words = `7 ${folder}/place/token may not grow that large (raise the file size limit (ulimit -f))`
    expect(outcome).toEqual([words, ...untouched])
  })

  test.skipIf(!canMount())(
    'a full disk (a real one: mounted) leaves the old text and nothing else',
    async () => {
      const mount = 'mount -t tmpfs -o size=64k none place'
      const fill = 'dd if=/dev/zero of=place/big bs=1k 2>/dev/null || true'
      const outcome = await shell([fill, `$deliver write '${to}' '13|new'`, 'rm place/big'], [mount])
      const words = `7 no space left for ${folder}/place/token (free some space, then run it again)`
      expect(outcome).toEqual([words, ...untouched])
    },
  )

  test.skipIf(!canMount())('a read-only disk (a real one: mounted) is found by the probe', async () => {
    const readOnly = 'mount -o remount,bind,ro place'
    const deliver = [`$deliver probe '${to}'`, `$deliver write '${to}' '13|new'`]
    const outcome = await shell([readOnly, ...deliver], ['mount -t tmpfs none place'])
    const words = `7 ${folder}/place/token is on a read-only file system (choose a place that can be written)`
    expect(outcome).toEqual([words, words, ...untouched])
  })

  test("a folder that is another user's is found by the probe", async () => {
    const place = join(folder, 'place')
    await writeFile(join(place, 'token'), old, { mode: 0o600 })
    await chmod(folder, 0o755)
    await chmod(place, 0o555)
    // Root may write anywhere: then somebody else has to try.
    const user = root ? { uid: nobody, gid: nobody } : {}
    if (root) await chown(join(place, 'token'), nobody, nobody)
    for (const verb of ['probe', 'write']) {
      const args = [script, verb, to, '13|new']
      const { stdout } = await run(process.execPath, args, {
        cwd: folder,
        env: { PATH: process.env.PATH },
        ...user,
      })
      expect(stdout).toMatch(new RegExp(`^7 no permission for ${place}/token `))
    }
    await chmod(place, 0o755)
    expect(await readFile(join(place, 'token'), 'utf8')).toBe(old)
    expect(await readdir(place)).toEqual(['token'])
  })
})
