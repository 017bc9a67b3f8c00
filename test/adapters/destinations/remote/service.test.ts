import { expect, test } from 'vitest'
import {
  Service,
  type ServiceCall,
  serviceUrl,
} from '../../../../src/adapters/destinations/remote/service.ts'
import { DestinationUnavailable, InvalidInput } from '../../../../src/domain/errors.ts'
import { type ScriptedAnswer, startScriptedServer } from '../../../fakes/scripted-server.ts'
import { freshRemoteWorld } from '../remote-world.ts'

async function ask(kind: ServiceCall['kind'], answers: ScriptedAnswer[]) {
  const server = await startScriptedServer(answers)
  const world = freshRemoteWorld()
  const service = new Service({ title: 'Vault', baseUrl: server.url }, world)
  const call: ServiceCall = {
    kind,
    method: kind === 'read' ? 'GET' : 'PUT',
    path: '/x',
    headers: { 'X-Key': 'k-1' },
  }
  const result = await service.send(call).then(
    ({ status }) => status,
    (error: unknown) => error,
  )
  await server.close()
  expect(world.trace.join('\n')).not.toContain('k-1')
  return result
}

const cut = { cut: 'before' } as const

test.each<[kind: ServiceCall['kind'], answers: ScriptedAnswer[], result: unknown]>([
  ['read', [cut, { status: 503 }, { status: 200, body: {} }], 200],
  ['write', [{ status: 503 }, { status: 204 }], 204],
  ['write', [{ status: 403, body: {} }], 403],
  ['write', [cut], { failure: 'timeout', retryable: true }],
  ['write', Array(4).fill({ status: 502 }), { failure: 'unresponsive', retryable: true }],
  ['read', Array(4).fill({ status: 502 }), { failure: 'unavailable', retryable: true }],
  [
    'write',
    [{ status: 429, headers: { 'Retry-After': '900' } }],
    { failure: 'unavailable', retryable: true },
  ],
])('a %s that is answered with %j ends in %j', async (kind, answers, result) => {
  const end = await ask(kind, answers)
  if (typeof result === 'number') return expect(end).toBe(result)
  expect(end).toBeInstanceOf(DestinationUnavailable)
  expect(end).toMatchObject({ ...(result as object), hint: expect.stringMatching(/\S/) })
})

test.each([
  'http://vault.test',
  'https://u:p@vault.test',
  'ftp://x',
  'vault.test:8200',
  'https://x/?a=1',
  '',
])('an address like %j is refused and not repeated', text => {
  expect(() => serviceUrl(text, 'VAULT_ADDR')).toThrow(InvalidInput)
  if (text.includes('u:p')) expect(() => serviceUrl(text, 'VAULT_ADDR')).not.toThrow(/u:p/)
})

test('an address has no slash at its end', () => {
  expect(serviceUrl('https://vault.test/base/', 'VAULT_ADDR')).toBe('https://vault.test/base')
  expect(serviceUrl('http://127.0.0.1:8200', 'VAULT_ADDR')).toBe('http://127.0.0.1:8200')
})
