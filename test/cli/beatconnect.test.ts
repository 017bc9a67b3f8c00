import { expect, test } from 'vitest'
import { refusal } from './beatpass.ts'
import { guestOf } from './guest.ts'

async function signedIn() {
  const one = await guestOf('beatconnect')
  one.env = { ...one.env, BEATPASS_TOKEN: await one.session() }
  return one
}

async function withKey() {
  const one = await signedIn()
  const created = await one.run('tokens create ci-main --env sandbox --description pipeline')
  expect(created).toMatchObject({ exitCode: 0, stdout: '1\n' })
  const list = async () => JSON.parse((await one.run('tokens list --json')).stdout)
  return { one, list, secret: (await one.run('tokens get ci-main')).stdout.trim() }
}

test('a key has an environment, a description and the mask of the platform', async () => {
  const { one, list, secret } = await withKey()
  expect(secret).toMatch(/^bca_test_[A-Za-z0-9]{32}$/)
  expect(await list()).toMatchObject([
    {
      id: '1',
      environment: 'sandbox',
      description: 'pipeline',
      masked: `bca_test_*************${secret.slice(-4)}`,
    },
  ])
  await one.run('tokens create other')
  expect((await list())[0]).toMatchObject({ label: 'other', environment: 'live' })
})

test('a rotation makes a successor of the same kind; the old one stays listed and names it', async () => {
  const { one, list, secret } = await withKey()
  const rotated = await one.run('tokens rotate ci-main')
  expect(rotated).toMatchObject({ exitCode: 0, stdout: 'ci-main\trotated\t1\t2\t\n' })
  expect(await list()).toMatchObject([
    { id: '2', label: 'ci-main', status: 'active', environment: 'sandbox', description: 'pipeline' },
    { id: '1', label: 'ci-main', status: 'revoked', replacedBy: '2', storedIn: [] },
  ])
  const fresh = (await one.run('tokens get ci-main')).stdout.trim()
  expect(fresh).toMatch(/^bca_test_/)
  expect(fresh).not.toBe(secret)
  expect(await one.run('tokens rotate ci-main')).toMatchObject({ stdout: 'ci-main\trotated\t2\t3\t\n' })
})

test.each(['', ' --compromised --yes'])(
  'a key that has ended is rotated like one that is gone%s',
  async how => {
    const { one, list } = await withKey()
    expect(await one.run('tokens revoke ci-main --yes')).toMatchObject({ exitCode: 0 })
    const rotated = await one.run(`tokens rotate ci-main${how}`)
    expect(rotated).toMatchObject({ exitCode: 0 })
    expect(rotated.stderr).not.toContain('warning: revoking')
    expect(await list()).toMatchObject([
      { id: '2', status: 'active', environment: 'sandbox' },
      { id: '1', status: 'revoked' },
    ])
  },
)

test('with a grace period the old key works on, and the one before it goes', async () => {
  const { one, list } = await withKey()
  const rotated = await one.run('tokens rotate ci-main --grace 24h')
  expect(rotated.stdout).toMatch(/^ci-main\trotated\t1\t2\t20/)
  expect(await list()).toMatchObject([{ status: 'active' }, { status: 'rotating' }])
  expect(await one.run('tokens finish')).toMatchObject({ exitCode: 0 })
  expect(await one.run('tokens rotate ci-main')).toMatchObject({ exitCode: 0 })
  expect(await list()).toMatchObject([
    { id: '3', status: 'active' },
    { id: '2', status: 'rotating' },
    { id: '1', status: 'revoked' },
  ])
})

test('a key is verified with itself, identified by its mask without being sent, and added from the page', async () => {
  const { one, secret } = await withKey()
  expect(await one.run('tokens verify ci-main')).toMatchObject({ exitCode: 0, requests: ['GET /me'] })
  const identified = await one.run('tokens identify', secret)
  expect(identified.stdout).toContain('id\t1\nlabel\tci-main\n')
  const made = await one.server.makeByHand(one.server.people[0], 'by hand')
  expect(await one.run('tokens add by-hand', made.reveal())).toMatchObject({ exitCode: 0, stdout: '2\n' })
  expect(await one.run('tokens add twice', made.reveal())).toMatchObject({ exitCode: 2 })
  const nothing = await one.run('tokens add nothing', 'bca_live_short')
  expect(nothing).toMatchObject({ exitCode: 3 })
})

test('a revoked key is gone for use, stays listed, and its stored secret is forgotten', async () => {
  const { one, list, secret } = await withKey()
  expect(await one.run('tokens revoke ci-main --yes')).toMatchObject({
    exitCode: 0,
    stdout: '1\tci-main\trevoked\n',
  })
  expect(await list()).toMatchObject([{ id: '1', status: 'revoked' }])
  expect(await one.run('tokens get ci-main')).toMatchObject({ exitCode: 4 })
  expect(await one.run('tokens add ci-main', secret)).toMatchObject({ exitCode: 3 })
})

test('on the operator’s own host nothing is called: one sentence, the page, exit 5', async () => {
  const one = await signedIn()
  const at = '--profile own --api-url https://api.beatconnectafrica.com/v1'
  const page = 'https://beatconnectafrica.com/'
  expect(await one.run(`${at} tokens create ci-main`)).toEqual({
    ...refusal(
      5,
      'BeatConnect makes tokens on its web page only',
      `open ${page}, make one there, then beatpass ${at} tokens add NAME`,
    ),
    requests: [],
  })
  expect(await one.run(`${at} tokens rotate ci-main`)).toMatchObject({ exitCode: 5 })
  expect(await one.run(`${at} whoami`)).toMatchObject({ exitCode: 5 })
  const key = `bca_live_${'a1'.repeat(16)}`
  const added = await one.run(`${at} tokens add ci-main`, key)
  expect(added).toMatchObject({ exitCode: 0 })
  expect(added.stderr).toContain('it was stored without asking BeatConnect about it')
  const listed = JSON.parse((await one.run(`${at} tokens list --json`)).stdout)
  expect(listed).toMatchObject([{ label: 'ci-main', masked: 'bca_live_*************a1a1' }])
  expect(await one.run(`${at} tokens revoke ci-main --yes`)).toMatchObject({ exitCode: 5 })
})
