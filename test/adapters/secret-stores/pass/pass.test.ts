import { readdirSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '../../../../src/domain/secret.ts'
import { secretStoreContract } from '../../../contracts/secret-store.ts'
import { makePassFolder, type PassFolder } from './pass-folder.ts'

const entryOf = (account: string) => ({ service: 'beatpass', account }) as const
let folder: PassFolder
beforeAll(async () => {
  folder = await makePassFolder()
})
afterAll(() => folder.remove())

secretStoreContract('pass', () => folder.open())

test('the real pass shows what was written, and what a person inserted is read', async () => {
  await folder.open().write(entryOf('default/ci-main'), new Secret('42|abc'))
  expect(await folder.tool('pass', 'show', 'beatpass/default/ci-main')).toBe('42|abc\n')
  await folder.open().write({ service: 'beatpass-session', account: 'default' }, new Secret('7|s'))
  expect(await folder.tool('pass', 'show', 'beatpass-session/default')).toBe('7|s\n')
  await folder.tool('sh', '-c', 'printf %s 8\\|bare | pass insert -m beatpass/default/by-hand')
  expect((await folder.open().read(entryOf('default/by-hand')))?.reveal()).toBe('8|bare')
})

test('a probe makes nothing in the store, also where it is empty', async () => {
  const env = { ...folder.env, PASSWORD_STORE_DIR: `${folder.path}/empty` }
  await mkdir(env.PASSWORD_STORE_DIR)
  await writeFile(join(env.PASSWORD_STORE_DIR, '.gpg-id'), 'tester@example.org\n')
  await folder.open({ env }).probe()
  expect(readdirSync(env.PASSWORD_STORE_DIR)).toEqual(['.gpg-id'])
})

test.each([
  '..',
  'default/..',
  '../../escape',
  'default/../../escape',
  '/etc/escape',
  'default//x',
  'default/',
])('the name %s, which leads elsewhere, is refused', async account => {
  const refused = { failure: 'refused', exitCode: 7 }
  await expect(folder.open().write(entryOf(account), new Secret('x'))).rejects.toMatchObject(refused)
  await expect(folder.open().read(entryOf(account))).rejects.toMatchObject(refused)
  await expect(folder.open().remove(entryOf(account))).rejects.toMatchObject(refused)
  expect(readdirSync(folder.path).sort()).not.toContain('escape.gpg')
})

test('long names that begin alike stay apart', async () => {
  const one = entryOf(`default/${'ä'.repeat(140)}1`)
  const two = entryOf(`default/${'ä'.repeat(140)}2`)
  await folder.open().write(one, new Secret('one'))
  await folder.open().write(two, new Secret('two'))
  expect((await folder.open().read(one))?.reveal()).toBe('one')
  expect((await folder.open().read(two))?.reveal()).toBe('two')
})

test('a folder of the same name is no entry', async () => {
  await folder.open().write(entryOf('folder/below'), new Secret('x'))
  expect(await folder.open().read(entryOf('folder'))).toBeUndefined()
  await folder.open().remove(entryOf('folder'))
  expect((await folder.open().read(entryOf('folder/below')))?.reveal()).toBe('x')
})

test('the keys of a subfolder and of PASSWORD_STORE_KEY do', async () => {
  const bare = { ...folder.env, PASSWORD_STORE_DIR: `${folder.path}/bare` }
  await mkdir(join(bare.PASSWORD_STORE_DIR, 'beatpass'), { recursive: true })
  await writeFile(join(bare.PASSWORD_STORE_DIR, 'beatpass', '.gpg-id'), 'tester@example.org\n')
  await folder.open({ env: bare }).probe()
  await folder.open({ env: bare }).write(entryOf('default/x'), new Secret('x'))
  const session = { service: 'beatpass-session', account: 'default' } as const
  await expect(folder.open({ env: bare }).read(session)).rejects.toMatchObject({ failure: 'unavailable' })
  const keyed = { ...bare, PASSWORD_STORE_KEY: 'tester@example.org' }
  await folder.open({ env: keyed }).probe()
  await folder.open({ env: keyed }).write(session, new Secret('s'))
  expect((await folder.open({ env: keyed }).read(session))?.reveal()).toBe('s')
})

describe('a store that is kept in git', () => {
  beforeAll(() => folder.tool('pass', 'git', 'init'))

  test('removing a name with ? removes no neighbour', async () => {
    const names = ['default/ci-1', 'default/ci-2', 'default/ci-?']
    for (const name of names) await folder.open().write(entryOf(name), new Secret(`of ${name}`))
    await folder.open().remove(entryOf('default/ci-?'))
    expect((await folder.open().read(entryOf('default/ci-1')))?.reveal()).toBe('of default/ci-1')
    expect((await folder.open().read(entryOf('default/ci-2')))?.reveal()).toBe('of default/ci-2')
    expect(await folder.tool('git', '-C', folder.store, 'status', '--porcelain')).toBe('')
  })

  test('a commit that fails does not make a stored secret a failure', async () => {
    const hook = join(folder.store, '.git', 'hooks', 'pre-commit')
    await writeFile(hook, '#!/bin/sh\nexit 1\n', { mode: 0o700 })
    await folder.open().write(entryOf('default/uncommitted'), new Secret('kept'))
    expect(await folder.tool('git', '-C', folder.store, 'status', '--porcelain')).toMatch(/^A .*uncommitted/)
    expect((await folder.open().read(entryOf('default/uncommitted')))?.reveal()).toBe('kept')
  })
})
