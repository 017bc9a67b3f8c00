import { expect, test } from 'vitest'
import { proxyFor } from '../../../src/adapters/transports/proxy-environment.ts'
import { InvalidInput } from '../../../src/domain/errors.ts'

const url = 'https://api.example.test/v1'
const proxy = 'http://proxy.test:3128'

test.each<[what: string, env: Record<string, string>, url: string, host: string | undefined]>([
  ['nothing set', {}, url, undefined],
  ['upper case', { HTTPS_PROXY: proxy }, url, 'proxy.test:3128'],
  ['lower case wins', { HTTPS_PROXY: 'http://b.test', https_proxy: 'http://a.test' }, url, 'a.test'],
  ['set but empty is unset', { https_proxy: '', HTTPS_PROXY: proxy }, url, 'proxy.test:3128'],
  ['for everything', { ALL_PROXY: proxy }, url, 'proxy.test:3128'],
  ['the special one wins', { all_proxy: 'http://a.test', HTTPS_PROXY: proxy }, url, 'proxy.test:3128'],
  ['no scheme means http', { HTTPS_PROXY: 'proxy.test:3128' }, url, 'proxy.test:3128'],
  ['http_proxy has no say', { HTTP_PROXY: proxy, http_proxy: proxy }, url, undefined],
  ['loopback by name', { HTTPS_PROXY: proxy }, 'https://localhost:1/', undefined],
  ['loopback by number', { HTTPS_PROXY: proxy }, 'https://127.0.0.2:1/', undefined],
  ['loopback, IPv6', { HTTPS_PROXY: proxy }, 'https://[::1]/', undefined],
  ['plain http', { HTTPS_PROXY: proxy, ALL_PROXY: proxy }, 'http://127.0.0.1/', undefined],
])('%s', (_, env, url, host) => {
  expect(proxyFor(env, new URL(url))?.host).toBe(host)
})

test.each<[list: string, exempt: boolean]>([
  ['*', true],
  ['api.example.test', true],
  ['API.Example.TEST', true],
  ['example.test', true],
  ['.example.test', true],
  ['*.example.test', true],
  ['a.test, example.test', true],
  ['a.test example.test', true],
  ['api.example.test:443', true],
  ['api.example.test:8443', false],
  ['ample.test', false],
  ['example.test.evil', false],
  ['127.0.0.1', false],
  [',', false],
  ['', false],
])('NO_PROXY=%s', (list, exempt) => {
  expect(proxyFor({ HTTPS_PROXY: proxy, NO_PROXY: list }, new URL(url)) === undefined).toBe(exempt)
})

test('NO_PROXY knows IPv6 addresses', () => {
  const env = { HTTPS_PROXY: proxy, no_proxy: '2001:db8::1,[2001:db8::2]:443' }
  expect(proxyFor(env, new URL('https://[2001:db8::1]/'))).toBeUndefined()
  expect(proxyFor(env, new URL('https://[2001:db8::2]/'))).toBeUndefined()
  expect(proxyFor(env, new URL('https://[2001:db8::3]/'))?.host).toBe('proxy.test:3128')
})

test.each(['socks5://u:hush@proxy.test', 'http://', 'http://a:b:hush', 'http://u:%zzhush@proxy.test'])(
  'refuses %s and keeps it out of the message',
  address => {
    const choose = () => proxyFor({ HTTPS_PROXY: address }, new URL(url))
    expect(choose).toThrow(InvalidInput)
    expect(choose).toThrow(/^HTTPS_PROXY is not the address of an http or https proxy$/)
  },
)
