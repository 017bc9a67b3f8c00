import { expect, test } from 'vitest'
import { K8sPlace } from '../../../../src/adapters/destinations/k8s.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { freshRemoteWorld } from '../remote-world.ts'

test.each([
  '',
  'ci',
  'default/ci',
  'default/#k',
  '/ci#k',
  'Default/ci#k',
  'a.b/ci#k',
  `${'n'.repeat(64)}/ci#k`,
  'default/Ci#k',
  'default/-ci#k',
  'default/a..b#k',
  'default/a/b#k',
  'default/ci#',
  'default/ci#a b',
  'default/ci#a/b',
  'default/ci#..',
  'default/ci#..a',
  'default/ci?x#k',
  `default/${'n'.repeat(254)}#k`,
])('k8s:%s is refused with an example', rest => {
  const open = () => new K8sPlace(rest, freshRemoteWorld())
  expect(open).toThrow(InvalidInput)
  expect(open).toThrow(expect.objectContaining({ hint: 'for example k8s:default/ci#BEATPASS_TOKEN' }))
})

test.each(['default/ci#BEATPASS_TOKEN', 'a/b.c-d.e#.x_Y-1'])('k8s:%s is taken as it is', rest => {
  expect(new K8sPlace(rest, freshRemoteWorld()).to).toBe(`k8s:${rest}`)
})
