import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../src/domain/errors.ts'
import type { Account } from '../../src/domain/profile.ts'
import { refuseOtherAccount, refuseOtherCredential } from '../../src/operations/refuse-other-account.ts'
import { aRecord } from './records.ts'
import { failureOf, worldSignedIn } from './world.ts'

const dev: Account = { id: '1', name: 'Dev', email: 'dev@beatpass.test' }
const other: Account = { id: '2', name: null, email: 'other@beatpass.test' }
const hint = 'name another profile with --profile: two accounts never share one'

describe('a sign-in as another account', () => {
  test('is refused where the profile keeps records of tokens', async () => {
    const world = worldSignedIn()
    await world.tokenRecords.put(aRecord('7', 'ci-main'))
    const refused = await failureOf(refuseOtherAccount(other, world))
    expect(refused).toMatchObject({ code: 'invalid_input', exitCode: 2, hint })
    expect(refused.message).toBe(
      "profile 'default' keeps tokens of dev@beatpass.test, and the credential is of other@beatpass.test",
    )
  })

  test('goes by what is stored of the profile, not by what this run began with', async () => {
    const world = worldSignedIn()
    await world.tokenRecords.put(aRecord('7', 'ci-main'))
    world.settings.profile = { ...world.settings.profile, account: other }
    await expect(refuseOtherAccount(other, world)).rejects.toThrow('keeps tokens of dev@beatpass.test')
    await refuseOtherAccount(dev, world)
  })

  test('may move a profile that keeps nothing, whatever it is signed in as', async () => {
    await refuseOtherAccount(other, worldSignedIn())
  })

  test('is none where nobody tells whose it is, now or before', async () => {
    const world = worldSignedIn()
    await world.tokenRecords.put(aRecord('7', 'ci-main'))
    for (const untold of [null, undefined]) await refuseOtherAccount(untold, world)
    const { account: _, ...untied } = world.settings.profile
    world.profiles.held.set('default', untied)
    await refuseOtherAccount(other, world)
    world.profiles.held.clear()
    await refuseOtherAccount(other, world)
  })

  test('fails as the records do where they decide, and only there', async () => {
    const world = worldSignedIn()
    world.tokenRecords.all = () => Promise.reject(new StoreUnavailable('no permission'))
    await expect(refuseOtherAccount(other, world)).rejects.toThrow('no permission')
    await refuseOtherAccount(dev, world)
  })
})

describe('a credential of another account', () => {
  const none = { records: [], failure: undefined }
  const { session: _, ...signedOut } = worldSignedIn().settings.profile
  const tied = { ...signedOut, account: dev }

  test('is refused to a profile that keeps something: a record, a session, or what cannot be read', () => {
    const kept = { ...none, records: [aRecord('7', 'ci-main')] }
    const unreadable = { ...none, failure: new StoreUnavailable('no permission') }
    for (const one of [kept, unreadable])
      expect(() => refuseOtherCredential(other, one, tied)).toThrow('keeps tokens of dev@beatpass.test')
    const { session } = worldSignedIn().settings.profile
    expect(() => refuseOtherCredential(other, none, { ...tied, ...(session && { session }) })).toThrow(
      "profile 'default' is signed in as dev@beatpass.test, and the credential is of other@beatpass.test",
    )
    refuseOtherCredential(other, none, tied)
    refuseOtherCredential(dev, kept, tied)
  })

  test('is told apart by its id, though both are called the same', () => {
    const kept = { ...none, records: [aRecord('7', 'ci-main')] }
    const namesake = { ...dev, id: '2' }
    expect(() => refuseOtherCredential(namesake, kept, tied)).toThrow(
      'the credential is of dev@beatpass.test (account 2, not 1)',
    )
    const nameless = { id: '3', name: null, email: null }
    expect(() => refuseOtherCredential(nameless, kept, tied)).toThrow('the credential is of account 3')
    refuseOtherCredential({ ...dev, email: 'moved@beatpass.test' }, kept, tied)
  })
})
