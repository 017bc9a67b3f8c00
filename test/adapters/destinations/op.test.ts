import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { OpPlace, type OpPlaceOptions } from '../../../src/adapters/destinations/op.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { DestinationConflict, InvalidInput } from '../../../src/domain/errors.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { type OpState, serviceToken, startOp } from '../../emulators/op.ts'
import { freshSecret } from '../../fakes/secrets.ts'

type Op = Awaited<ReturnType<typeof startOp>>
const place = 'CI/beatpass/credential'
const at = (op: Op, more: Partial<OpPlaceOptions> = {}, rest = place) =>
  new RemoteDestination(new OpPlace(rest, { env: op.env, cwd: op.cwd, ...more }))
const valueIn = (state: OpState, id = 'credential') =>
  state.items[0]?.fields.find(field => field.id === id)?.value

/** Puts a value there as somebody else would. */
const put = (op: Op, value: string) =>
  op.change(({ items }) => {
    for (const item of items) {
      item.version++
      for (const field of item.fields) if (field.id === 'credential') field.value = value
    }
  })

destinationContract('op:', async () => {
  const op = await startOp()
  return {
    destination: at(op),
    held: async () => valueIn(await op.read()),
    put: value => put(op, value),
    snapshot: () => op.read(),
    breakWrites: () =>
      op.change(state => {
        state.readOnly = true
      }),
  }
})

async function delivered(op: Op, more: Partial<OpPlaceOptions> = {}, rest = place) {
  const secret = freshSecret()
  const destination = at(op, more, rest)
  const error = await destination
    .observe()
    .then(seen => destination.write(secret, seen))
    .catch((reason: unknown) => reason)
  return { secret, error }
}

describe('op:', () => {
  test('only the value of that field changes, and dates that nobody filled in', async () => {
    const op = await startOp()
    const [before] = (await op.read()).items
    const { secret, error } = await delivered(op)
    expect(error).toBeUndefined()
    const fields = before?.fields
      .filter(({ id }) => id !== 'expires')
      .map(field => (field.id === 'credential' ? { ...field, value: secret.reveal() } : field))
    expect((await op.read()).items).toEqual([{ ...before, version: 2, fields }])
  })

  test('the item goes through a real pipe, by ids; the secret is in no argument; nothing of ours reaches op', async () => {
    const op = await startOp()
    const env = { ...op.env, BEATPASS_TOKEN: 'ours', BEATPASS_PROFILE: 'work', OP_CACHE: 'true' }
    const { secret } = await delivered(op, { env })
    const runs = await op.runs()
    expect(runs.map(({ args }) => args.slice(0, 3))).toEqual([
      ...Array.from({ length: 3 }, () => ['item', 'get', 'beatpass']),
      ['item', 'edit', 'h46bb3jddvay7nxopfhvlwg35q'],
    ])
    expect(runs.map(({ piped }) => piped)).toEqual([false, false, false, true])
    for (const run of runs) expect(run).toMatchObject({ ours: [], socket: false, cache: 'false' })
    expect(JSON.stringify(runs)).not.toContain(secret.reveal().slice(3))
  })

  test('a field by its label, by its id, and by a label that two have', async () => {
    const op = await startOp()
    const { secret, error } = await delivered(op, {}, 'CI/beatpass/x2')
    expect(error).toBeUndefined()
    expect(valueIn(await op.read(), 'x2')).toBe(secret.reveal())
    expect(valueIn(await op.read(), 'x1')).toBe('one')
    await expect(at(op, {}, 'CI/beatpass/twice').probe()).rejects.toMatchObject({
      message: "2 fields of the item are called 'twice'",
      hint: 'name one by its id: x1, x2',
    })
  })

  test.each([
    ['an account that is signed in', { OP_SERVICE_ACCOUNT_TOKEN: '' }, true],
    ['a Connect server', { OP_CONNECT_HOST: 'http://localhost:8080', OP_CONNECT_TOKEN: serviceToken }, false],
  ])('%s will do', async (_, variables, signedIn) => {
    const op = await startOp()
    await op.change(state => void Object.assign(state, { signedIn }))
    const destination = at(op, { env: { ...op.env, ...variables } })
    await destination.probe()
    expect((await op.runs()).map(({ args }) => args[0])).toEqual(['--version', 'item'])
  })

  test('a change of anything in the item between the look and the edit is a conflict', async () => {
    const op = await startOp()
    const subject = new OpPlace(place, op)
    const current = await subject.read()
    await op.change(({ items }) => {
      for (const item of items) item.version++
    })
    await expect(subject.put(freshSecret(), current)).rejects.toThrow(DestinationConflict)
    expect(valueIn(await op.read())).toBeUndefined()
  })

  test('an edit that stored and then failed is believed by what is there', async () => {
    const op = await startOp()
    await op.change(state => void Object.assign(state, { dies: 3 }))
    const { secret, error } = await delivered(op)
    expect(error).toBeUndefined()
    expect(valueIn(await op.read())).toBe(secret.reveal())
  })

  test('neither the secret nor a credential of op is in what is told of a failure', async () => {
    const op = await startOp()
    const says = `got VALUE with ${serviceToken}`
    await op.change(state => void Object.assign(state, { says, dies: 1 }))
    const subject = new OpPlace(place, op)
    const secret = freshSecret()
    const error = await subject.put(secret, await subject.read()).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: 'op failed: got [secret] with [secret]',
      failure: 'unresponsive',
      hint: 'try op item get in a terminal',
    })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret.reveal().slice(3))
  })

  test.each([
    '',
    'CI',
    'CI/beatpass',
    'CI//x',
    '/a/b',
    'a/b/',
    'a/b/c/d',
    '//CI/a/b',
    '-x/a/b',
    'a/-/b',
    'a/b/c\n',
    'a/b/ c',
  ])('%j is no address', async rest => {
    expect(() => new OpPlace(rest, { env: {}, cwd: '/' })).toThrow(InvalidInput)
  })
})
