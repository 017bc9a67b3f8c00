import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { findCredentials } from '../../../../src/adapters/destinations/aws/credentials.ts'
import { readProfile } from '../../../../src/adapters/destinations/aws/shared-config.ts'
import { startScriptedServer } from '../../../fakes/scripted-server.ts'
import { freshRemoteWorld } from '../remote-world.ts'

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  return () => vi.unstubAllEnvs()
})

/** A home folder with these files in it. */
async function homeWith(files: Record<string, string>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'beatpass-aws-'))
  onTestFinished(() => rm(home, { recursive: true }))
  await mkdir(join(home, '.aws'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(home, '.aws', name), text)
  return home
}

async function keysOf(env: Record<string, string>, home = '/nonexistent') {
  const world = freshRemoteWorld({ env, home })
  const found = await findCredentials(world, await readProfile(world), 'eu-central-1')
  const { accessKeyId, secretAccessKey, sessionToken } = await found.keys()
  return [found.source, accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal()]
}

const filed = {
  credentials: '[default]\naws_access_key_id = AKD\naws_secret_access_key = sd\n',
  config: [
    '[profile ci]\naws_access_key_id=AKCI\naws_secret_access_key=sci\naws_session_token=tci',
    '[profile program]\ncredential_process = PROGRAM',
  ].join('\n'),
}

test('the keys of the environment come first', async () => {
  const home = await homeWith(filed)
  const env = { AWS_ACCESS_KEY_ID: 'AKE', AWS_SECRET_ACCESS_KEY: 'se', AWS_PROFILE: 'ci' }
  expect(await keysOf(env, home)).toEqual(['AWS_ACCESS_KEY_ID', 'AKE', 'se', undefined])
  const withToken = { ...env, AWS_SESSION_TOKEN: 'te' }
  expect(await keysOf(withToken, home)).toEqual(['AWS_ACCESS_KEY_ID', 'AKE', 'se', 'te'])
})

test.each([
  [{ AWS_ACCESS_KEY_ID: 'AKE' }, 'AWS_SECRET_ACCESS_KEY'],
  [{ AWS_SECRET_ACCESS_KEY: 'hush-hush', AWS_ACCESS_KEY_ID: '' }, 'AWS_ACCESS_KEY_ID'],
])('half a key %j is refused', async (env, missing) => {
  const error = await keysOf(env).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    exitCode: 7,
    message: expect.stringMatching(new RegExp(`without ${missing}$`)),
  })
  expect(String(error)).not.toContain('hush-hush')
})

test('profiles of the files, where the environment says they are', async () => {
  const home = await homeWith(filed)
  expect(await keysOf({}, home)).toEqual(["the AWS tools' usual places", 'AKD', 'sd', undefined])
  expect(await keysOf({ AWS_PROFILE: 'ci' }, home)).toEqual(['the profile ci', 'AKCI', 'sci', 'tci'])
  const files = {
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
  }
  expect(await keysOf({ ...files, AWS_PROFILE: 'ci' })).toEqual(['the profile ci', 'AKCI', 'sci', 'tci'])
})

test('a program of the profile gives keys, and does not see our own credential', async () => {
  const home = await homeWith({})
  const program = join(home, 'program')
  const answer = '{"Version":1,"AccessKeyId":"AK$seen","SecretAccessKey":"sp"}'
  const lines = ['#!/bin/sh', 'seen=$(printenv BEATPASS_TOKEN || echo none)', 'cat <<END', answer, 'END', '']
  await writeFile(program, lines.join('\n'))
  await chmod(program, 0o700)
  await writeFile(join(home, '.aws', 'config'), filed.config.replace('PROGRAM', program))
  vi.stubEnv('BEATPASS_TOKEN', '12|ours')
  const found = await keysOf({ AWS_PROFILE: 'program' }, home)
  expect(found).toEqual(['the profile program', 'AKnone', 'sp', undefined])
  expect(process.env.BEATPASS_TOKEN).toBe('12|ours')
})

test('a program that fails: neither its arguments nor its words are told', async () => {
  const home = await homeWith({
    config: '[profile program]\ncredential_process = sh -c "echo hush >&2; exit 3 # hush"',
  })
  const error = await keysOf({ AWS_PROFILE: 'program' }, home).catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    exitCode: 7,
    message: expect.stringContaining('its credential_process gave none'),
  })
  expect(String(error)).not.toContain('hush')
})

test('a container gives keys', async () => {
  const body = { AccessKeyId: 'AKC', SecretAccessKey: 'sc', Token: 'tc', Expiration: '2999-01-01T00:00:00Z' }
  const server = await startScriptedServer([{ body }])
  vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', server.url)
  expect(await keysOf({})).toEqual(["the AWS tools' usual places", 'AKC', 'sc', 'tc'])
  await server.close()
})

test('none at all is told, with what to set', async () => {
  await expect(keysOf({})).rejects.toMatchObject({
    code: 'destination_unavailable',
    hint: expect.stringContaining('AWS_PROFILE'),
  })
  await expect(keysOf({ AWS_PROFILE: 'absent' }, await homeWith(filed))).rejects.toMatchObject({
    message: expect.stringContaining('the profile absent'),
  })
})
