import { describe, expect, test } from 'vitest'
import { createToken } from '../sandbox/client.ts'
import { refusal } from './beatpass.ts'
import { newHolder, type Person } from './person.ts'

/** Tokens made elsewhere: ids 2, 3, … */
async function withTokens(...names: string[]): Promise<Person> {
  const person = await newHolder()
  for (const name of names) await createToken(person.sandbox, person.env.BEATPASS_TOKEN ?? '', name)
  return person
}

const line = (id: number, name: string) =>
  `${id}\t${name}\tactive\t2026-05-30T12:00:00Z\t2026-03-01T12:00:00Z\t\t${id}|*************\t\t${name}\n`
const bench =
  '1\tbench\tactive\t2026-05-30T12:00:00Z\t2026-03-01T12:00:00Z\t2026-03-01T12:00:00Z\t1|*************\t\tbench\n'
const header = 'id\tlabel\tstatus\texpires\tcreated\tlast_used\tmasked\tstored_in\tname\n'

describe('tokens list in a pipe', () => {
  test('is tab-separated, newest first, masked, without a header', async () => {
    const person = await withTokens('ci-main', 'deploy-a')
    expect(await person.run('tokens list')).toEqual({
      exitCode: 0,
      stdout: line(3, 'deploy-a') + line(2, 'ci-main') + bench,
      stderr: '',
      requests: ['GET /users/me'],
    })
  })

  test('--header, --limit, --name, --sort', async () => {
    const person = await withTokens('beta', 'alpha')
    const out = async (flags: string) => (await person.run(`tokens list ${flags}`)).stdout
    expect(await out('--header --limit 1')).toBe(header + line(3, 'alpha'))
    expect(await out('--name ALPH')).toBe(line(3, 'alpha'))
    expect(await out('--sort name')).toBe(line(3, 'alpha') + bench + line(2, 'beta'))
    expect(await out('--sort used --limit 1')).toBe(bench)
    expect(await out('--name nothing-like-it')).toBe('')
  })

  test('--status and --within', async () => {
    const person = await withTokens('beta')
    const ids = async (flags: string) => {
      const { stdout } = await person.run(`tokens list ${flags} --json`)
      return JSON.parse(stdout).map(({ id }: { id: string }) => id)
    }
    expect(await ids('--status active')).toEqual(['2', '1'])
    expect(await ids('--status expiring')).toEqual([])
    expect(await ids('--status expiring --within 90d')).toEqual(['2', '1'])
    expect(await ids('--status expiring --within 2026-06-01')).toEqual(['2', '1'])
    expect(await ids('--status expiring --within 2026-05-30')).toEqual([])
  })

  test('--json is an array of exactly the fields of the contract', async () => {
    const person = await withTokens('beta')
    const { stdout, stderr } = await person.run('tokens list --json --limit 1')
    expect({ out: JSON.parse(stdout), lines: stdout.split('\n').length, stderr }).toEqual({
      out: [
        {
          id: '2',
          name: 'beta',
          label: 'beta',
          masked: '2|*************',
          status: 'active',
          createdAt: '2026-03-01T12:00:00.000Z',
          expiresAt: '2026-05-30T12:00:00.000Z',
          expirySource: 'policy',
          lastUsedAt: null,
          environment: null,
          storedIn: [],
        },
      ],
      lines: 2,
      stderr: '',
    })
  })

  test('--ndjson is one object a line', async () => {
    const person = await withTokens('beta')
    const { stdout } = await person.run('tokens list --ndjson')
    const names = stdout
      .trimEnd()
      .split('\n')
      .map(text => JSON.parse(text).name)
    expect(names).toEqual(['beta', 'bench'])
  })

  test('--csv is RFC 4180 and no formula for a spreadsheet', async () => {
    const person = await withTokens('=1+1', 'a,"b"')
    const { stdout } = await person.run('tokens list --csv')
    const row = (id: number, name: string) =>
      `${id},${name},active,2026-05-30T12:00:00Z,2026-03-01T12:00:00Z,,${id}|*************,,${name}\r\n`
    expect(stdout).toBe(
      header.replaceAll('\t', ',').replace('\n', '\r\n') +
        row(3, '"a,""b"""') +
        row(2, "'=1+1") +
        bench.replaceAll('\t', ',').replace('\n', '\r\n'),
    )
  })

  test.each([
    ['--json --csv', '--json and --csv cannot be had together', undefined],
    ['--limit none', "not a whole number above zero: 'none'", undefined],
    [
      '--sort colour',
      "option '--sort <field>' argument 'colour' is invalid: allowed choices are created, name, expires, used, none",
      'beatpass tokens list --help',
    ],
    ['--within', "option '--within <time>' argument missing", 'beatpass tokens list --help'],
  ])('%s: 2', async (flags, message, hint) => {
    const person = await newHolder()
    const ran = await person.run(`tokens list ${flags}`)
    const expected = refusal(2, message, hint)
    if (flags.includes('--json')) {
      const error = { code: 'invalid_input', message, hint: null, retryable: false }
      expected.stderr = `${JSON.stringify({ error })}\n`
    }
    expect(ran).toEqual({ ...expected, requests: [] })
  })
})

describe('names that came from elsewhere', () => {
  const hostile = 'a\u001b[31m\u202eb\u200bc\u0007'

  test('show what is invisible in them, in every form', async () => {
    const person = await withTokens(hostile)
    const shown = 'a\\u{1b}[31m\\u{202e}b\\u{200b}c\\u{7}'
    expect((await person.run('tokens list --limit 1')).stdout).toBe(line(2, shown))
    expect((await person.run('tokens list --limit 1 --csv')).stdout).toContain(`,${shown}\r\n`)
    expect((await person.run('tokens show 2')).stdout).toContain(`name\t${shown}\n`)
  })

  test('keep their value in JSON, escaped', async () => {
    const person = await withTokens(hostile)
    const { stdout } = await person.run('tokens list --limit 1 --json')
    expect(JSON.parse(stdout)[0].name).toBe(hostile)
    expect(stdout).toMatch(/^[\x20-\x7e]*\n$/)
  })
})
