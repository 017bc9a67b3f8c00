import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/domain/errors.ts'
import { defaultStore, parseStoreChoice, storeForms } from '../../src/domain/store-choice.ts'

const choices = 'one of keychain, age, pass, vault:MOUNT[/PATH], aws:PREFIX'

describe('the choice of a secret store', () => {
  test.each([
    ['keychain', 'keychain', '', 'keychain'],
    ['age', 'age', '', 'age'],
    ['pass', 'pass', '', 'pass'],
    ['vault:kv', 'vault', 'kv', 'vault:kv'],
    ['vault:kv/beatpass', 'vault', 'kv/beatpass', 'vault:kv/beatpass'],
    ['vault:/kv/the team//', 'vault', 'kv/the team', 'vault:kv/the team'],
    ['vault:kv/a:b', 'vault', 'kv/a:b', 'vault:kv/a:b'],
    ['aws:beatpass', 'aws', 'beatpass', 'aws:beatpass'],
    ['aws:/team/ci_+=.@-/', 'aws', 'team/ci_+=.@-', 'aws:team/ci_+=.@-'],
  ])('%s', (typed, kind, where, text) => {
    const choice = parseStoreChoice(typed)
    expect(choice).toEqual({ kind, where, text })
    expect(parseStoreChoice(text)).toEqual(choice)
  })

  test.each<[string, string, string]>([
    ['floppy', "no secret store is called 'floppy'", choices],
    ['', "no secret store is called ''", choices],
    ['Vault:kv', "no secret store is called 'Vault:kv'", choices],
    ['constructor', "no secret store is called 'constructor'", choices],
    ['age:x', "the secret store 'age' takes nothing behind its name", 'write age alone'],
    ['keychain:', "the secret store 'keychain' takes nothing behind its name", 'write keychain alone'],
    ...['vault', 'vault:', 'vault:/', 'vault:kv//x', 'vault:kv/../x', 'vault:kv/.', 'vault:kv#x', 'vault: kv']
      .concat(['vault:kv/a\nb', 'vault:kv/\u202ex', 'vault:kv/\ud800'])
      .map((text): [string, string, string] => [
        text,
        `not a place in a secret store: '${text}'`,
        'write vault:MOUNT[/PATH], for example vault:kv/beatpass',
      ]),
    ...['aws', 'aws:', 'aws:a//b', 'aws:../b', 'aws:a b', 'aws:a#b', 'aws:ü', `aws:${'x'.repeat(129)}`].map(
      (text): [string, string, string] => [
        text,
        `not a place in a secret store: '${text}'`,
        'write aws:PREFIX, for example aws:beatpass',
      ],
    ),
  ])('%j is refused', (text, message, hint) => {
    expect(() => parseStoreChoice(text)).toThrow(InvalidInput)
    expect(() => parseStoreChoice(text)).toThrow(expect.objectContaining({ message, hint }))
  })

  test('every form is told, the one without a choice too', () => {
    expect(storeForms.join(', ')).toBe(choices.replace('one of ', ''))
    expect(parseStoreChoice(defaultStore.text)).toEqual(defaultStore)
  })
})
