import { describe, expect, test } from 'vitest'
import { DopplerPlace } from '../../../../src/adapters/destinations/doppler.ts'
import { RemoteDestination } from '../../../../src/adapters/destinations/remote/remote-destination.ts'
import { BeatpassError } from '../../../../src/domain/errors.ts'
import { type DopplerEmulator, dopplerToken, startDoppler } from '../../../emulators/doppler.ts'
import { freshRemoteWorld } from '../remote-world.ts'

const name = 'BEATPASS_TOKEN'

async function probed(doppler: DopplerEmulator, env: Record<string, string> = {}, rest = `site/prd#${name}`) {
  const access = { DOPPLER_API_HOST: doppler.url, DOPPLER_TOKEN: dopplerToken }
  const world = freshRemoteWorld({ env: { ...access, ...env } })
  const destination = new RemoteDestination(new DopplerPlace(rest, world))
  const error = await destination.probe().catch((reason: unknown) => reason)
  expect(world.trace.join('\n')).not.toContain(dopplerToken)
  if (!(error instanceof BeatpassError)) return { error }
  return {
    message: error.message.replace(/127\.0\.0\.1:\d+/, 'HOST'),
    hint: error.hint,
    exitCode: error.exitCode,
  }
}

describe('a probe is refused, with its own hint', () => {
  test.each<[Record<string, string>, string | undefined, string, string, number]>([
    [{ DOPPLER_TOKEN: '' }, undefined, 'there is no Doppler token', 'set DOPPLER_TOKEN to', 7],
    [{ DOPPLER_TOKEN: 'a b' }, undefined, 'DOPPLER_TOKEN holds no token', 'set DOPPLER_TOKEN to', 7],
    [
      { DOPPLER_TOKEN: 'dp.st.other' },
      undefined,
      'Doppler at HOST refuses to show the config (401): Invalid Auth token',
      'set DOPPLER_TOKEN to a live token',
      7,
    ],
    [
      {},
      'other/prd#X',
      'Doppler at HOST refuses to show the config (404): Could not find requested project',
      'doppler configs --project other',
      7,
    ],
    [
      {},
      'site/dev#X',
      'Doppler at HOST refuses to show the config (404): Could not find requested config',
      'doppler configs --project site',
      7,
    ],
    [
      { DOPPLER_VERIFY_TLS: 'false' },
      undefined,
      'DOPPLER_VERIFY_TLS switches off the check of TLS certificates',
      'unset it',
      13,
    ],
    [
      { DOPPLER_API_HOST: 'http://doppler.example' },
      undefined,
      'DOPPLER_API_HOST is not an https address, nor http on loopback',
      'a secret is sent there',
      2,
    ],
  ])('%o %s', async (env, rest, message, hint, exitCode) => {
    const doppler = await startDoppler()
    const expected = { message, hint: expect.stringContaining(hint), exitCode }
    expect(await probed(doppler, env, rest)).toEqual(expected)
  })

  test.each<[number, string, string]>([
    [302, 'Doppler at HOST refuses to show the config (302)', 'see that config in the Doppler dashboard'],
    [
      403,
      'Doppler at HOST refuses to show the config (403)',
      "the token must have read and write access to config 'prd' of project 'site'",
    ],
    [429, 'Doppler at HOST takes no more requests for 60 s (429)', 'run it again after that'],
    [502, 'Doppler at HOST answered 502', 'run it again later'],
  ])('an answer of %i', async (answer, message, hint) => {
    const doppler = await startDoppler()
    doppler.server.faults.push({ when: () => true, answer })
    expect(await probed(doppler)).toEqual({ message, hint, exitCode: 7 })
  })

  test('a value that is not shown cannot be fenced', async () => {
    const doppler = await startDoppler()
    doppler.secrets.set(name, '7|old')
    doppler.restricted.add(name)
    expect(await probed(doppler)).toMatchObject({
      message: `doppler:site/prd#${name} cannot be read, so that a newer value would not be noticed`,
      hint: expect.stringContaining("'masked'"),
    })
  })

  test('an answer in another form', async () => {
    for (const body of ['<html>', '[]', '{"config":{}}']) {
      const doppler = await startDoppler()
      doppler.server.faults.push({ when: () => true, answer: { status: 200, body } })
      expect((await probed(doppler)).message).toMatch(/^the answer of Doppler at HOST was not understood: /)
    }
  })
})
