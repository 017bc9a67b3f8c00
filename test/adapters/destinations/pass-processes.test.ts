import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PassPlace, type PassPlaceOptions } from '../../../src/adapters/destinations/pass.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import type { Secret } from '../../../src/domain/secret.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { exposedBy, processIds } from '../../keyring/processes.ts'
import { makePassFolder, type PassFolder } from '../secret-stores/pass/pass-folder.ts'

let folder: PassFolder
beforeAll(async () => {
  folder = await makePassFolder()
})
afterAll(() => folder.remove())

const notes: string[] = []
const show = (path: string) => folder.tool('pass', 'show', '--', path)

async function deliver(path: string, secret: Secret, more: Partial<PassPlaceOptions>) {
  const note = (line: string) => void notes.push(line)
  const destination = new RemoteDestination(new PassPlace(path, { env: folder.env, note, ...more }))
  await destination.write(secret, await destination.observe())
}

test('what was stored although pass said no, and what was not although it said yes', async () => {
  const lying = await folder.shadow(['pass'], '[ "$1" != insert ] && exec $REAL "$@"; $REAL "$@"; exit 1')
  const secret = freshSecret()
  await deliver('lying', secret, { env: { ...folder.env, PATH: lying } })
  expect(await show('lying')).toBe(`${secret.reveal()}\n`)
  const silent = await folder.shadow(['pass'], '[ "$1" = insert ] && exit 0; exec $REAL "$@"')
  const error = await deliver('lying', freshSecret(99), { env: { ...folder.env, PATH: silent } }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({
    message: 'pass:lying: pass gave back something else than was stored in lying',
  })
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret.reveal().slice(3))
})

test('a pass that was stopped after it stored is believed by what is there', async () => {
  const slow = await folder.shadow(['pass'], '[ "$1" != insert ] && exec $REAL "$@"; $REAL "$@"; sleep 60')
  const secret = freshSecret()
  await deliver('slow', secret, { env: { ...folder.env, PATH: slow }, timeoutMs: 3_000 })
  expect(await show('slow')).toBe(`${secret.reveal()}\n`)
})

test('the secret is in no argument list and no environment; nor are our own credentials', async () => {
  const PATH = await folder.shadow(['gpg', 'gpg2'], `env >> ${folder.path}/seen; sleep 1; exec $REAL "$@"`)
  const env = { ...folder.env, PATH, BEATPASS_TOKEN: 'ours', BEATPASS_PROFILE: 'work', KEPT: 'yes' }
  const secret = freshSecret()
  const writing = deliver('seen', secret, { env })
  const running = () =>
    processIds()
      .map(exposedBy)
      .filter(text => /\bpass\0insert/.test(text) && text.includes(folder.store))
  await expect.poll(running).not.toEqual([])
  expect(processIds().filter(pid => exposedBy(pid).includes(secret.reveal()))).toEqual([])
  await writing
  const seen = readFileSync(`${folder.path}/seen`, 'utf8')
  expect(seen).toContain('KEPT=yes')
  expect(seen).not.toMatch(/BEATPASS_/)
  expect(seen).not.toContain(secret.reveal())
  expect(notes).toEqual([])
})
