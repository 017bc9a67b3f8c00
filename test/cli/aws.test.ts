import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Moto, startMoto } from '../emulators/moto.ts'
import { singleBinary } from './beatpass.ts'
import { newHolder, newPerson, type Person } from './person.ts'

let moto: Moto
beforeAll(async () => {
  moto = await startMoto()
}, 120_000)
afterAll(() => moto?.stop())

/** With the keys of a fresh user of moto. */
async function withKeys(person: Person) {
  const user = await moto.user()
  const keys = { AWS_ACCESS_KEY_ID: user.accessKeyId, AWS_SECRET_ACCESS_KEY: user.secretAccessKey }
  person.env = { ...person.env, ...keys, AWS_REGION: moto.region, AWS_ENDPOINT_URL: moto.url }
  return user
}

async function valueOfSecret(name: string): Promise<string> {
  const { SecretString } = await moto.secrets('GetSecretValue', {
    SecretId: name,
    VersionStage: 'AWSCURRENT',
  })
  return String(SecretString)
}

/** A variable that makes a run write down the files it loaded, and how to read them. */
async function watchLoading(person: Person) {
  const [hook, list] = [join(person.home, 'hook.cjs'), join(person.home, 'loaded')]
  const lines = `process.on('exit', () => require('fs').writeFileSync('${list}', Object.keys(require.cache).join()))`
  await writeFile(hook, lines)
  return { env: { NODE_OPTIONS: `--require ${hook}` }, loaded: () => readFile(list, 'utf8') }
}

describe('--to aws:', () => {
  test.skipIf(singleBinary)(
    'the SDK is loaded only where the environment has no keys, nothing of AWS where it is not asked for',
    async () => {
      const person = await newHolder()
      await withKeys(person)
      const { env, loaded } = await watchLoading(person)
      await person.run('tokens list', { env })
      expect(await loaded()).toContain('core.cjs')
      expect(await loaded()).not.toMatch(/secret-field|chain-credentials/)
      await person.run('tokens create ci-main --to aws:absent', { env })
      expect(await loaded()).toContain('secret-field')
      expect(await loaded()).not.toContain('chain-credentials')
      const keyless = {
        ...env,
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_EC2_METADATA_DISABLED: 'true',
      }
      await person.run('tokens create ci-main --to aws:absent', { env: keyless })
      expect(await loaded()).toContain('chain-credentials')
    },
  )

  test('created into one key of a secret, rotated there, and shown nowhere', async () => {
    const person = await newHolder()
    const user = await withKeys(person)
    await moto.secrets('CreateSecret', { Name: 'site/ci', SecretString: '{"other":1}' })
    const to = ['--to', 'aws:site/ci#TOKEN']
    expect((await person.run(['tokens', 'create', 'ci-main', ...to, '--debug'])).exitCode).toBe(0)
    const first = JSON.parse(await valueOfSecret('site/ci'))
    expect(first).toEqual({ other: 1, TOKEN: expect.stringMatching(/^2\|[A-Za-z0-9]{48}$/) })
    const rotated = await person.run(['tokens', 'rotate', 'ci-main', '--yes', '--json'])
    expect(rotated.exitCode).toBe(0)
    expect(JSON.parse(rotated.stdout)[0].destinations).toMatchObject([
      { to: 'aws:site/ci#TOKEN', status: 'verified' },
    ])
    const second = JSON.parse(await valueOfSecret('site/ci'))
    expect(second).toEqual({ other: 1, TOKEN: expect.stringMatching(/^3\|/) })
    for (const secret of [first.TOKEN, second.TOKEN, user.secretAccessKey]) {
      expect(await person.leaks(secret)).toEqual([])
    }
  })

  // Regressed: the successor went to the other region, and the token that the first one still held was revoked.
  test('a name in another region is another secret: exit 7, and nothing is created', async () => {
    const person = await newHolder()
    await withKeys(person)
    for (const where of [moto.region, 'eu-west-1'])
      await moto.secrets('CreateSecret', { Name: 'site/two', SecretString: 'old' }, where)
    expect((await person.run('tokens create ci-main --to aws:site/two')).exitCode).toBe(0)
    const env = { AWS_REGION: 'eu-west-1' }
    const ran = await person.run('tokens rotate ci-main', { env })
    const account = 'AWS account 123456789012'
    expect(ran).toMatchObject({
      exitCode: 7,
      stderr:
        `beatpass: aws:site/two is on ${account} in ${moto.region}, and today AWS_PROFILE or AWS_REGION leads to ` +
        `${account} in eu-west-1\n` +
        'hint: set AWS_PROFILE or AWS_REGION as before, or name every destination with --to\n',
    })
    expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
    expect((await person.run('tokens rotate ci-main')).exitCode).toBe(0)
    expect(await valueOfSecret('site/two')).toMatch(/^3\|/)
    const named = await person.run('tokens rotate ci-main --to aws:site/two', { env })
    expect(named.stderr).toContain(
      `warning: aws:site/two in ${account} in ${moto.region} still holds the dead secret of token 3\n`,
    )
  })

  test('who may not write there gets exit 7, and nothing is created', async () => {
    const person = await newHolder()
    const user = await withKeys(person)
    await moto.secrets('CreateSecret', { Name: 'site/denied', SecretString: 'old' })
    await user.deny('secretsmanager:PutSecretValue')
    const ran = await person.run('tokens create ci-main --to aws:site/denied')
    expect(ran).toMatchObject({ exitCode: 7, stdout: '' })
    expect(ran.stderr).toMatch(
      /^beatpass: AWS Secrets Manager at .* \(AccessDenied\)\nhint: its policy must allow .*\n$/,
    )
    expect(ran.requests.filter(request => request.startsWith('POST'))).toEqual([])
  })

  test('a profile with a role: the keys come from STS, and nothing else is said', async () => {
    const person = await newHolder()
    const user = await moto.user()
    const role = await makeRole()
    const config = [
      `[default]\naws_access_key_id=${user.accessKeyId}\naws_secret_access_key=${user.secretAccessKey}`,
      `[profile ci]\nrole_arn=${role}\nsource_profile=default\nregion=${moto.region}`,
    ]
    await mkdir(join(person.home, '.aws'))
    await writeFile(join(person.home, '.aws', 'config'), config.join('\n'))
    await moto.secrets('CreateSecret', { Name: 'site/role', SecretString: 'old' })
    const env = { AWS_PROFILE: 'ci', AWS_ENDPOINT_URL: moto.url }
    const ran = await person.run('tokens create ci-main --to aws:site/role', { env })
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr:
        "created token 2 'ci-main', ends 2026-05-30T12:00:00Z\nits secret was delivered to aws:site/role\n",
    })
    expect(await valueOfSecret('site/role')).toMatch(/^2\|/)
  })
})

async function makeRole(): Promise<string> {
  const allow = (action: string, more: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, ...more }] })
  const trust = allow('sts:AssumeRole', { Principal: { AWS: '*' } })
  const made = await moto.iam({ Action: 'CreateRole', RoleName: 'ci', AssumeRolePolicyDocument: trust })
  const PolicyDocument = allow('*', { Resource: '*' })
  await moto.iam({ Action: 'PutRolePolicy', RoleName: 'ci', PolicyName: 'all', PolicyDocument })
  return /<Arn>([^<]+)<\/Arn>/.exec(made)?.[1] ?? ''
}

test('--store aws:beatpass: what one signs in to, creates and rotates, another home reads', async () => {
  const person = await newPerson()
  await withKeys(person)
  person.env = { ...person.env, BEATPASS_STORE: 'aws:beatpass' }
  expect((await person.login()).exitCode).toBe(0)
  const { BEATPASS_STORE: _, ...rest } = person.env
  person.env = rest
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  expect((await person.run('tokens rotate ci-main --yes')).exitCode).toBe(0)
  const stored = await valueOfSecret('beatpass/beatpass/default/ci-main')
  expect((await person.run('tokens get ci-main')).stdout).toBe(`${stored}\n`)
  const { secretStore } = JSON.parse((await person.run('whoami --json')).stdout)
  expect(JSON.stringify(secretStore)).toContain('aws:beatpass')
  expect(await person.leaks(stored)).toEqual(['stdout of tokens get ci-main'])

  const colleague = await newPerson()
  const shared = { ...person.env, HOME: colleague.home, BEATPASS_STORE: 'aws:beatpass' }
  const read = await colleague.run('tokens get ci-main', { env: shared })
  expect(read).toMatchObject({ exitCode: 0, stdout: `${stored}\n` })

  const sessions = () => namesBelow('beatpass/beatpass-session/default/')
  expect(await sessions()).toHaveLength(1)
  expect((await person.run('logout')).exitCode).toBe(0)
  expect(await sessions()).toEqual([])
})

test('--store aws:beatpass: what rests in one region is not rotated into another', async () => {
  const person = await newHolder()
  await withKeys(person)
  person.env = { ...person.env, BEATPASS_STORE: 'aws:regions' }
  expect((await person.run('tokens create ci-main')).exitCode).toBe(0)
  const ran = await person.run('tokens rotate ci-main', { env: { AWS_REGION: 'eu-west-1' } })
  expect(ran).toMatchObject({
    exitCode: 7,
    stderr:
      `beatpass: store: is aws:regions in ${moto.region}, and today's settings lead to aws:regions in eu-west-1\n` +
      'hint: set --store and AWS_REGION as before, or name every destination with --to\n',
  })
  expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
  expect(await person.run('tokens rotate ci-main')).toMatchObject({
    exitCode: 0,
    stderr: expect.not.stringContaining('warning'),
  })
})

// Regressed: the successor went to the account of today, and the token that the first one still held was revoked.
test('--store aws:beatpass: what is not there, as in another account, is not made anew unasked', async () => {
  const person = await newHolder()
  await withKeys(person)
  person.env = { ...person.env, BEATPASS_STORE: 'aws:accounts' }
  await person.run('tokens create ci-main')
  const SecretId = 'accounts/beatpass/default/ci-main'
  await moto.secrets('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true })
  const ran = await person.run('tokens rotate ci-main')
  expect(ran).toMatchObject({
    exitCode: 7,
    stderr:
      `beatpass: store: is aws:accounts in ${moto.region}, and the secret is not there: perhaps the AWS account is another\n` +
      'hint: use the credentials of before, or name every destination with --to\n',
  })
  expect(ran.requests.filter(request => !request.startsWith('GET '))).toEqual([])
  expect((await person.run('tokens rotate ci-main --to store:')).exitCode).toBe(0)
  expect((await person.run('tokens rotate ci-main')).exitCode).toBe(0)
})

async function namesBelow(prefix: string): Promise<string[]> {
  const { SecretList } = await moto.secrets('ListSecrets', {})
  return (SecretList as { Name: string }[]).map(({ Name }) => Name).filter(name => name.startsWith(prefix))
}
