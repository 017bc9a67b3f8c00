import { describe, expect, test } from 'vitest'
import { DopplerPlace } from '../../../src/adapters/destinations/doppler.ts'
import { RemoteDestination } from '../../../src/adapters/destinations/remote/remote-destination.ts'
import { DestinationConflict, InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import {
  type DopplerEmulator,
  type DopplerRequest,
  dopplerToken,
  startDoppler,
} from '../../emulators/doppler.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshRemoteWorld } from './remote-world.ts'

const name = 'BEATPASS_TOKEN'
const writes = ({ method }: DopplerRequest) => method === 'POST'

function placeIn(doppler: DopplerEmulator) {
  const world = freshRemoteWorld({ env: { DOPPLER_API_HOST: doppler.url, DOPPLER_TOKEN: dopplerToken } })
  return { world, destination: new RemoteDestination(new DopplerPlace(`site/prd#${name}`, world)) }
}

async function bench() {
  const doppler = await startDoppler()
  return { doppler, ...placeIn(doppler) }
}

destinationContract('doppler:', async () => {
  const { doppler, destination } = await bench()
  return {
    destination,
    held: async () => doppler.secrets.get(name),
    put: async value => void doppler.secrets.set(name, value),
    snapshot: async () => [...doppler.secrets],
    breakWrites: async () => void doppler.tokens.set(dopplerToken, 'read'),
  }
})

test('an empty one is there, and is replaced on that condition', async () => {
  const { doppler, destination } = await bench()
  doppler.secrets.set(name, '')
  await destination.probe()
  const observed = await destination.observe()
  expect(observed).toEqual({ secret: undefined, version: 'present' })
  const secret = freshSecret()
  await destination.write(secret, observed)
  expect(doppler.secrets.get(name)).toBe(secret.reveal())
})

test.each([undefined, '7|old'])(
  'what another writes in the last moment is left (before it: %s)',
  async old => {
    const { doppler, destination } = await bench()
    if (old) doppler.secrets.set(name, old)
    const rival = freshSecret(11).reveal()
    doppler.server.faults.push({
      when: request => {
        if (writes(request)) doppler.secrets.set(name, rival)
        return false
      },
      answer: 'cut',
    })
    const write = destination.write(freshSecret(12), await destination.observe())
    await expect(write).rejects.toThrow(DestinationConflict)
    expect(doppler.secrets.get(name)).toBe(rival)
  },
)

describe('a lost answer', () => {
  test.each([
    ['that arrived', true, 1],
    ['that did not arrive', false, 2],
  ] as const)('of a write %s', async (_, after, times) => {
    const { doppler, destination } = await bench()
    let left = 1
    doppler.server.faults.push({ when: request => writes(request) && left-- > 0, answer: 'cut', after })
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    expect(doppler.secrets.get(name)).toBe(secret.reveal())
    expect(doppler.calls.filter(call => call.startsWith('POST'))).toHaveLength(times)
  })

  test('with a 500 after the work: the second try is refused, and reading settles it', async () => {
    const { doppler, destination } = await bench()
    let left = 1
    doppler.server.faults.push({ when: request => writes(request) && left-- > 0, answer: 500, after: true })
    const secret = freshSecret()
    await destination.write(secret, await destination.observe())
    expect(doppler.secrets.get(name)).toBe(secret.reveal())
  })
})

test('a 404 of a secret whose name is listed is no absence', async () => {
  const { doppler, destination } = await bench()
  doppler.secrets.set(name, '7|old')
  doppler.server.faults.push({ when: ({ path }) => path === '/v3/configs/config/secret', answer: 404 })
  await expect(destination.observe()).rejects.toMatchObject({ exitCode: 7 })
})

test('a refusal that is none of the condition stays a refusal', async () => {
  const { doppler, destination } = await bench()
  doppler.server.faults.push({ when: writes, answer: 400 })
  const error = await destination.write(freshSecret(), await destination.observe()).catch(reason => reason)
  expect(error).not.toBeInstanceOf(DestinationConflict)
  expect(error).toMatchObject({ failure: 'refused', hint: 'see that config in the Doppler dashboard' })
})

test('a value that Doppler would take for a reference is not sent', async () => {
  const { doppler, destination } = await bench()
  const write = destination.write(new Secret(`a$\{OTHER}b`), await destination.observe())
  await expect(write).rejects.toMatchObject({ failure: 'refused', hint: 'nothing was sent' })
  expect(doppler.calls.filter(call => call.startsWith('POST'))).toEqual([])
})

test('neither the secret nor the token is in what --debug tells', async () => {
  const { doppler, world, destination } = await bench()
  doppler.secrets.set(name, freshSecret(7).reveal())
  const secret = freshSecret()
  await destination.probe()
  await destination.write(secret, await destination.observe())
  const trace = world.trace.join('\n')
  expect(trace).toContain('POST')
  for (const hidden of [secret.reveal(), secret.reveal().slice(4), dopplerToken])
    expect(trace).not.toContain(hidden)
})

test.each<[string, string]>([
  ['', "doppler: needs a project and a config, not ''"],
  ['site#X', "doppler: needs a project and a config, not 'site'"],
  ['site/prd/x#X', "doppler: needs a project and a config, not 'site/prd/x'"],
  ['../prd#X', "doppler: needs a project and a config, not '../prd'"],
  ['site/a b#X', "doppler: needs a project and a config, not 'site/a b'"],
  ['site/prd', 'doppler: needs one #NAME behind the config'],
  ['site/prd#A#B', 'doppler: needs one #NAME behind the config'],
  ['site/prd#', "not the name of a Doppler secret: ''"],
  ['site/prd#token', "not the name of a Doppler secret: 'token'"],
  ['site/prd#1A', "not the name of a Doppler secret: '1A'"],
  ['site/prd#DOPPLER_CONFIG', 'Doppler sets DOPPLER_CONFIG itself'],
])('%j is refused', (rest, message) => {
  const open = () => new DopplerPlace(rest, freshRemoteWorld())
  expect(open).toThrow(InvalidInput)
  expect(open).toThrow(expect.objectContaining({ message, hint: expect.any(String) }))
})
