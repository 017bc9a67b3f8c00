import { expect, test } from 'vitest'
import { textUnder, withTextUnder } from '../../../../src/adapters/destinations/aws/json-key.ts'
import { parseSecretPlace } from '../../../../src/adapters/destinations/aws/secret-id.ts'
import { AwsPlace } from '../../../../src/adapters/destinations/aws.ts'
import { InvalidInput } from '../../../../src/domain/errors.ts'
import { freshRemoteWorld } from '../remote-world.ts'

const arn = (region: string, partition = 'aws', rest = 'secret:team/site-a1B2c3') =>
  `arn:${partition}:secretsmanager:${region}:123456789012:${rest}`

test.each<[string, object]>([
  ['site', { secretId: 'site', key: undefined, region: undefined }],
  ['team/site_+=.@-#TOKEN', { secretId: 'team/site_+=.@-', key: 'TOKEN', region: undefined }],
  ['site#a#b.c', { secretId: 'site', key: 'a#b.c', region: undefined }],
  [arn('eu-central-1'), { secretId: arn('eu-central-1'), key: undefined, region: 'eu-central-1' }],
  [`${arn('cn-north-1', 'aws-cn')}#T`, { key: 'T', region: 'cn-north-1' }],
  [arn('us-gov-west-1', 'aws-us-gov'), { region: 'us-gov-west-1' }],
])('aws:%s', (rest, place) => {
  expect(parseSecretPlace(rest)).toMatchObject(place)
  expect(new AwsPlace(rest, freshRemoteWorld()).to).toBe(`aws:${rest}`)
})

test.each([
  '',
  '#KEY',
  'site#',
  'with space',
  'ünï',
  'a:b',
  'x'.repeat(513),
  'site#a\nb',
  `site#${'k'.repeat(257)}`,
  'arn:aws:s3:::bucket',
  arn('eu-central-1', 'aws', 'secret:'),
  arn('../evil'),
  arn('eu-central-1', 'aws', 'secret:a b'),
  'site#\u202e',
])('aws:%j is refused', rest => {
  expect(() => new AwsPlace(rest, freshRemoteWorld())).toThrow(InvalidInput)
  expect(() => new AwsPlace(rest, freshRemoteWorld())).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/aws/) }),
  )
})

test.each<[json: string, key: string, result: string]>([
  ['', 'k', '{"k":"v"}'],
  ['{}', 'k', '{"k":"v"}'],
  [' { } ', 'k', ' {"k":"v" } '],
  ['{"a":1}', 'k', '{"a":1,"k":"v"}'],
  ['{ "a" : 12345678901234567890 ,\n "k" : "old" }', 'k', '{ "a" : 12345678901234567890 ,\n "k" : "v" }'],
  ['{"k":null,"b":{"k":"inner"},"c":["k",{"k":1}]}', 'k', '{"k":"v","b":{"k":"inner"},"c":["k",{"k":1}]}'],
  ['{"a\\"}":"{,:}","k":"x"}', 'k', '{"a\\"}":"{,:}","k":"v"}'],
  ['{"\\u006b":"x"}', 'k', '{"\\u006b":"v"}'],
  ['{"k":"first","k":"last"}', 'k', '{"k":"first","k":"v"}'],
  ['{"a":"k","b":"x"}', 'b', '{"a":"k","b":"v"}'],
  ['{"a":1}', '__proto__', '{"a":1,"__proto__":"v"}'],
])('in %j the key %s is put as in %j', (json, key, result) => {
  expect(withTextUnder(key, 'v', json)).toBe(result)
  expect(textUnder(key, result)).toEqual({ text: 'v' })
})

test.each<[json: string | undefined, found: object]>([
  [undefined, { text: undefined }],
  [' ', { text: undefined }],
  ['{"other":1}', { text: undefined }],
  ['{"k":null}', { text: undefined }],
  ['{"k":"12|x"}', { text: '12|x' }],
  ['{"k":5}', { problem: expect.stringContaining('no text') }],
  ['[]', { problem: expect.stringContaining('JSON object') }],
  ['12|token', { problem: expect.stringContaining('JSON object') }],
])('under the key k of %j', (json, found) => {
  expect(textUnder('k', json)).toEqual(found)
  expect(textUnder('constructor', '{}')).toEqual({ text: undefined })
})
