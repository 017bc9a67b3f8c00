import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { OpPlace, type OpPlaceOptions } from '../../../src/adapters/destinations/op.ts'
import { DestinationUnavailable } from '../../../src/domain/errors.ts'
import { type OpState, serviceToken, startOp } from '../../emulators/op.ts'

type Op = Awaited<ReturnType<typeof startOp>>
const at = (op: Op, more: Partial<OpPlaceOptions> = {}, rest = 'CI/beatpass/credential') =>
  new OpPlace(rest, { env: op.env, cwd: op.cwd, ...more })

describe('op: refuses', () => {
  test.each<[string, string, RegExp, Partial<OpState>, Record<string, string>]>([
    ['op is not signed in to 1Password', 'locked', /^set OP_SERVICE/, {}, { OP_SERVICE_ACCOUNT_TOKEN: '' }],
    ['1Password rejects the credential that op uses', 'refused', /revoked or cut/, { token: 'other' }, {}],
    ["1Password shows no vault 'CI' to this account", 'refused', /^op vault list/, { vaults: [] }, {}],
    ["the 1Password vault 'CI' has no item 'beatpass'", 'refused', /^create it first/, { items: [] }, {}],
    ['op 2.22.0 cannot edit an item by a pipe', 'refused', /2\.23/, { version: '2.22.0' }, {}],
    ['op 1.12.4 cannot edit an item by a pipe', 'refused', /2\.23/, { version: '1.12.4' }, {}],
    ['op hides values of the item', 'corrupt', /^update op/, { conceals: true }, {}],
  ])('a probe says: %s', async (message, failure, hint, state, variables) => {
    const op = await startOp()
    await op.change(now => void Object.assign(now, state))
    const before = await op.read()
    const error = await at(op, { env: { ...op.env, ...variables } })
      .probe()
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DestinationUnavailable)
    expect(error).toMatchObject({ message, failure, hint: expect.stringMatching(hint), exitCode: 7 })
    expect(inspect(error, { depth: 9 })).not.toContain(serviceToken)
    expect(await op.read()).toEqual(before)
  })

  test.each([
    [
      'CI/beatpass/other',
      "the item of 1Password has no field 'other'",
      /^it has notesPlain, username, credential/,
    ],
    ['CI/beatpass/type', "the field 'type' of the item is of the type MENU", /password or a text$/],
  ])('a probe refuses %s', async (rest, message, hint) => {
    const op = await startOp()
    await expect(at(op, {}, rest).probe()).rejects.toMatchObject({
      message,
      hint: expect.stringMatching(hint),
      failure: 'refused',
    })
  })

  test('a Login is refused: an edit would lose its passkey', async () => {
    const op = await startOp()
    await op.change(({ items }) => {
      for (const item of items) item.category = 'LOGIN'
    })
    await expect(at(op).probe()).rejects.toThrow('may hold a passkey')
  })

  test('two items of one name are refused', async () => {
    const op = await startOp()
    await op.change(({ items }) => void items.push(...items.map(item => ({ ...item, id: 'other' }))))
    await expect(at(op).probe()).rejects.toThrow("'CI/beatpass' fits several vaults or items")
  })

  test.each([
    ['not installed', undefined, 'op, the command-line tool of 1Password, is not installed'],
    ['no program', 'x', 'op cannot be started: its file is no program'],
    ['another program', '#!/bin/sh\necho hello', 'op hello cannot edit an item by a pipe'],
  ])('%s', async (_, script, message) => {
    const op = await startOp()
    const bin = join(op.cwd, 'other')
    await mkdir(bin)
    if (script) await writeFile(join(bin, 'op'), script)
    if (script) await chmod(join(bin, 'op'), script === 'x' ? 0o600 : 0o700)
    const PATH = `${bin}:/usr/bin:/bin`
    await expect(at(op, { env: { ...op.env, PATH } }).probe()).rejects.toMatchObject({ message, exitCode: 7 })
  })

  test('an answer that is no item is not understood', async () => {
    const op = await startOp()
    const bin = join(op.cwd, 'odd')
    await mkdir(bin)
    const answers = ['{}', '[]', 'null', 'no JSON', '{"category":"PASSWORD","fields":{}}']
    for (const answer of answers) {
      await writeFile(join(bin, 'op'), `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`, { mode: 0o700 })
      const env = { ...op.env, PATH: `${bin}:/usr/bin:/bin` }
      await expect(at(op, { env }).read()).rejects.toMatchObject({ failure: 'corrupt' })
    }
  })

  test('one that does not end is stopped', async () => {
    const op = await startOp()
    const bin = join(op.cwd, 'slow')
    await mkdir(bin)
    await writeFile(join(bin, 'op'), '#!/bin/sh\nsleep 60\n', { mode: 0o700 })
    const env = { ...op.env, PATH: `${bin}:/usr/bin:/bin` }
    await expect(at(op, { env, timeoutMs: 500 }).probe()).rejects.toMatchObject({
      message: 'op did not finish within 0.5 s and was stopped',
      failure: 'unavailable',
      retryable: true,
    })
  })
})
