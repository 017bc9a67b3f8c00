import { expect, test } from 'vitest'
import { secretNameOf } from '../../../../src/adapters/secret-stores/aws/secret-name.ts'

const nameOf = (account: string) => secretNameOf('beatpass', { service: 'beatpass', account })

test.each([
  ['default/ci-main', 'beatpass/beatpass/default/ci-main'],
  ['default', 'beatpass/beatpass/default'],
  ['default/ci main', 'beatpass/beatpass/default/ci=20main'],
  ['default/a=b', 'beatpass/beatpass/default/a=3Db'],
  ['default/é🔑', 'beatpass/beatpass/default/=C3=A9=F0=9F=94=91'],
  ['default/site-deploy', 'beatpass/beatpass/default/site=2Ddeploy'],
  ['default/site-deploys', 'beatpass/beatpass/default/site-deploys'],
  ['/a//b/', 'beatpass/beatpass/=2Fa/=2Fb=2F'],
])('the secret of %s is called %s', (account, name) => {
  expect(nameOf(account)).toBe(name)
})

test('a long name is cut and ends in a hash of the whole', () => {
  const [one, other] = [nameOf(`default/${'é'.repeat(300)}1`), nameOf(`default/${'é'.repeat(300)}2`)]
  expect(one).toMatch(/^[A-Za-z0-9/_+=.@-]{446}==[0-9a-f]{64}$/)
  expect(one).toHaveLength(512)
  expect(one).not.toBe(other)
})
