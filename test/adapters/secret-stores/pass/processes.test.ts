import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { Secret } from '../../../../src/domain/secret.ts'
import { exposedBy, processIds } from '../../../keyring/processes.ts'
import { makePassFolder, type PassFolder } from './pass-folder.ts'

const entry = { service: 'beatpass', account: 'default/one' } as const
let folder: PassFolder
beforeAll(async () => {
  folder = await makePassFolder('the passphrase of the key')
})
afterAll(() => folder.remove())

/** Makes gpg's agent ask with this shell script instead of a window. */
async function pinentry(script: string): Promise<void> {
  const path = join(folder.path, 'pinentry')
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  await writeFile(join(folder.env.GNUPGHOME ?? '', 'gpg-agent.conf'), `pinentry-program ${path}\n`)
  await folder.tool('gpgconf', '--kill', 'all')
}

const answering = (answer: string) =>
  `echo OK; while read -r line; do case $line in GETPIN) ${answer};; esac; echo OK; done`

function running(): string[] {
  return processIds()
    .map(exposedBy)
    .filter(text => /\bpass\0(?:show|insert)/.test(text) && text.includes(folder.store))
}

test('a passphrase that nobody types is a timeout, at the probe already; no pass is left', async () => {
  await pinentry(answering('continue'))
  const drafts = `${folder.path}/tmp`
  await mkdir(drafts)
  vi.stubEnv('TMPDIR', drafts)
  const onWaiting = vi.fn()
  const store = folder.open({ timeoutMs: 2500, interactive: true, onWaiting })
  await expect(store.probe()).rejects.toMatchObject({
    failure: 'timeout',
    retryable: true,
    message: 'pass did not finish within 2.5 s',
  })
  expect(onWaiting.mock.calls).toEqual([['waiting for pass']])
  expect(readdirSync(drafts)).toEqual([])
  vi.unstubAllEnvs()
  await expect.poll(running).toEqual([])
})

test('a passphrase that is refused is locked; one that is right is asked for once', async () => {
  await pinentry(answering('echo "ERR 83886179 Operation cancelled <Pinentry>"; continue'))
  await expect(folder.open().probe()).rejects.toMatchObject({ failure: 'locked' })
  await pinentry(answering(`echo asked >> ${folder.path}/asked; echo "D the passphrase of the key"`))
  const store = folder.open()
  await store.probe()
  await store.write(entry, new Secret('x'))
  expect((await store.read(entry))?.reveal()).toBe('x')
  expect(readFileSync(`${folder.path}/asked`, 'utf8')).toBe('asked\n')
})

test('the secret is in no argument list and no environment; nor are our own credentials', async () => {
  const PATH = await folder.shadow(['gpg', 'gpg2'], `env > ${folder.path}/seen; sleep 1; exec $REAL "$@"`)
  const secret = ['top', 'secret', process.pid].join('-')
  const BEATPASS_TOKEN = 'token-of-env'
  const env = { ...folder.env, PATH, BEATPASS_TOKEN, BEATPASS_PASSPHRASE_FILE: '/p', KEPT: 'yes' }
  const writing = folder.open({ env }).write(entry, new Secret(secret))
  await expect.poll(running).not.toEqual([])
  expect(processIds().filter(pid => exposedBy(pid).includes(secret))).toEqual([])
  await writing
  const seen = readFileSync(`${folder.path}/seen`, 'utf8')
  expect(seen).toContain('KEPT=yes')
  expect(seen).not.toMatch(/BEATPASS_/)
})
