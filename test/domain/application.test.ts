import { describe, expect, test } from 'vitest'
import { parseApplicationId, parseApplicationName, parseRedirectUri } from '../../src/domain/application.ts'

describe('a redirect URI', () => {
  test.each([
    ['https://shop.example/callback', 'web'],
    ['https://shop.example:8443/callback?a=b', 'mobile'],
    ['com.example.app:/callback', 'mobile'],
    ['com.example.app:/callback', 'web'],
    ['http://127.0.0.1/callback', 'mobile'],
    ['http://127.0.0.1:3000/callback', 'mobile'],
    ['http://[::1]/callback', 'mobile'],
  ] as const)('%s of a %s application is taken as it is', (text, type) => {
    expect(parseRedirectUri(text, type)).toBe(text)
  })

  test.each([
    ['callback', 'it is no address'],
    ['https://shop.example/a b', 'it is no address'],
    [`https://shop.example/${'x'.repeat(500)}`, 'it is no address'],
    ['https://shop.example/#', 'it cannot hold a fragment'],
    ['https://shop.example/#top', 'it cannot hold a fragment'],
    ['https://me@shop.example/', 'it cannot hold a user or a password'],
    ['https://:pw@shop.example/', 'it cannot hold a user or a password'],
    ['https://*.shop.example/', 'it is compared exactly: * stands for nothing'],
    ['http://shop.example/', 'it is neither https'],
    ['http://localhost/', 'it is neither https'],
    ['https:shop.example', 'it is neither https'],
    ['myapp:/callback', 'it is neither https'],
    ['com.example.app:callback', 'it is neither https'],
    ['javascript:alert(1)', 'it is neither https'],
    ['data:text/html,x', 'it is neither https'],
  ])('%s is refused', (text, why) => {
    expect(() => parseRedirectUri(text, 'mobile')).toThrow(why)
  })

  test('on loopback is for mobile applications', () => {
    expect(() => parseRedirectUri('http://127.0.0.1/cb', 'web')).toThrow('a web application needs https')
  })
})

test.each(['', ' a', 'a ', 'x'.repeat(101), 'a\nb', 'a\u200bb'])('%j is no name', text => {
  expect(() => parseApplicationName(text)).toThrow('name')
})

test('a name is taken as it is', () => {
  expect(parseApplicationName('Beat Shop é')).toBe('Beat Shop é')
})

test.each(['', 'ab', '../keys', 'a/b', '-abc', 'x'.repeat(129)])('%j is no id', text => {
  expect(() => parseApplicationId(text)).toThrow("not an application's id")
})

test('an id is taken as it is', () => {
  expect(parseApplicationId('client_01fe09bb')).toBe('client_01fe09bb')
})
