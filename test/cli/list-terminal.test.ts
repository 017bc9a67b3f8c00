import { describe, expect, test } from 'vitest'
import { createToken } from '../sandbox/client.ts'
import { atTerminal, type TerminalOptions } from './at-terminal.ts'
import { newHolder } from './person.ts'

async function withToken(name = 'deploy') {
  const person = await newHolder()
  await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', name)
  return person
}

describe('tokens list at a terminal', () => {
  test('wide: every column, relative and absolute time', async () => {
    const { text } = await atTerminal(await withToken(), 'tokens list', { columns: 140 })
    expect(text).toBe(
      [
        'NAME    ID  STATUS  EXPIRES                  LAST USED              MASK             STORED IN',
        'deploy  2   active  in 90 days (2026-05-30)  never                  2|*************  -',
        'bench   1   active  in 90 days (2026-05-30)  just now (2026-03-01)  1|*************  -',
        '',
      ].join('\n'),
    )
  })

  test.each([
    [80, 'NAME    ID  STATUS  EXPIRES                  LAST USED  STORED IN'],
    [60, 'NAME    ID  STATUS  EXPIRES     LAST USED  STORED IN'],
    [36, 'NAME    ID  STATUS  EXPIRES'],
  ])('in %i columns no line is wider than that', async (columns, heading) => {
    const { text } = await atTerminal(await withToken(), 'tokens list', { columns })
    const lines = text.split('\n')
    expect(lines[0]).toBe(heading)
    expect(lines.filter(line => line.length > columns)).toEqual([])
    expect(lines).toHaveLength(4)
  })

  test('COLUMNS overrules the terminal', async () => {
    const { text } = await atTerminal(await withToken(), 'tokens list', {
      columns: 200,
      env: { COLUMNS: '36' },
    })
    expect(text.split('\n')[0]).toBe('NAME    ID  STATUS  EXPIRES')
  })

  test('a long name is cut, and one of wide characters stays aligned', async () => {
    const person = await withToken('日本語のトークン')
    const token = person.env.BEATPASS_TOKEN ?? ''
    await createToken(person.sandbox, token, 'x'.repeat(90))
    const { text } = await atTerminal(person, 'tokens list')
    expect(text).toBe(
      [
        'NAME                   ID  STATUS  EXPIRES                  LAST USED  STORED IN',
        `${'x'.repeat(20)}…  3   active  in 90 days (2026-05-30)  never      -`,
        '日本語のトークン       2   active  in 90 days (2026-05-30)  never      -',
        'bench                  1   active  in 90 days (2026-05-30)  just now   -',
        '',
      ].join('\n'),
    )
  })

  test('more than a screenful stays aligned', async () => {
    const person = await newHolder()
    for (let n = 100; n < 160; n++)
      await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', `token ${n}`)
    const { text } = await atTerminal(person, 'tokens list')
    const lines = text.trimEnd().split('\n')
    expect(lines).toHaveLength(62)
    expect(new Set(lines.map(line => line.search(/STATUS|active/)))).toEqual(new Set([15]))
  })

  test('an empty list is a remark', async () => {
    const { text } = await atTerminal(await newHolder(), 'tokens list --name nothing')
    expect(text).toBe('no tokens\n')
  })
})

describe('colour', () => {
  const coloured = '\u001b[32mactive\u001b[39m'
  test.each<[string, TerminalOptions, boolean]>([
    ['by default', {}, true],
    ['with NO_COLOR', { env: { NO_COLOR: '1' } }, false],
    ['with an empty NO_COLOR', { env: { NO_COLOR: '' } }, true],
    ['with TERM=dumb', { env: { TERM: 'dumb' } }, false],
    ['with TERM=dumb and FORCE_COLOR', { env: { TERM: 'dumb', FORCE_COLOR: '1' } }, true],
    ['with an empty FORCE_COLOR and TERM=dumb', { env: { TERM: 'dumb', FORCE_COLOR: '' } }, false],
    ['with FORCE_COLOR=0', { env: { FORCE_COLOR: '0' } }, false],
    ['with NO_COLOR and FORCE_COLOR', { env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
  ])('at a terminal %s', async (_, options, expected) => {
    const { raw } = await atTerminal(await newHolder(), 'tokens list', options)
    expect(raw.includes(coloured)).toBe(expected)
    expect(raw.includes('\u001b')).toBe(expected)
  })

  // Regressed: the prompt was coloured, and Node said on stderr that NO_COLOR is ignored.
  test('in a prompt neither, with NO_COLOR and FORCE_COLOR, and Node says nothing of them', async () => {
    const env = { NO_COLOR: '1', FORCE_COLOR: '1' }
    const typed = [[/Revoke/, 'n\r']] as const
    const { raw } = await atTerminal(await withToken(), 'tokens revoke deploy', { env, typed })
    expect(raw).not.toMatch(/\u001b\[[\d;]*m|Warning/)
  })

  test('never in a pipe, forced or not', async () => {
    const person = await newHolder()
    const { stdout } = await person.run('tokens list', { env: { FORCE_COLOR: '1' } })
    expect(stdout).not.toContain('\u001b')
  })
})
