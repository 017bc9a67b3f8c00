import { expect, test } from 'vitest'
import { beatpass, refusal } from './beatpass.ts'
import { bareEnvironment, newHome } from './person.ts'

const run = async (line: string) => beatpass(line.split(' '), { env: bareEnvironment(await newHome()) })

test('the platforms there are, one a line', async () => {
  const { exitCode, stdout } = await run('platforms --header')
  expect(exitCode).toBe(0)
  expect(stdout.split('\n').map(line => line.split('\t').slice(0, 5))).toEqual([
    ['name', 'sign_in', 'create', 'list', 'revoke'],
    ['beatpass', 'password paste', 'consent', 'consent', 'consent'],
    ['vebto', 'password paste', 'call', 'call', 'call'],
    ['meetzy', 'paste', 'page', 'page', 'page'],
    ['nuweb', 'password paste', 'call', 'page', 'page'],
    ['beatconnect', 'browser paste', 'page', 'page', 'page'],
    [''],
  ])
})

test('all that is known of one, at its own address or at another', async () => {
  const own = await run('platforms show beatconnect --json')
  expect(JSON.parse(own.stdout)).toMatchObject({
    name: 'beatconnect',
    apiUrl: 'https://api.beatconnectafrica.com/v1',
    verbs: { create: 'page', list: 'page', revoke: 'page', apps: 'page' },
    environments: ['live', 'sandbox'],
    mask: 'kind-and-last4',
  })
  const other = await run('--api-url http://127.0.0.1:8/v1 platforms show beatconnect --json')
  expect(JSON.parse(other.stdout)).toMatchObject({
    verbs: { create: 'call', apps: 'call' },
    pages: { tokens: 'http://127.0.0.1:8/keys', apps: 'http://127.0.0.1:8/apps' },
  })
  const shown = await run('platforms show nuweb')
  expect(shown.stdout).toContain('acts_for\t--company (X-NU-COMPANY-ID) or --reseller (X-NU-RESELLER-ID)\n')
  expect(shown.stdout).toContain('mask\tthe id alone\n')
})

test('a name that is none is refused with the list', async () => {
  const { exitCode, stderr } = await run('platforms show spotify')
  expect(exitCode).toBe(2)
  expect(stderr).toContain(
    "no such platform: 'spotify'\nhint: one of beatpass, vebto, meetzy, nuweb, beatconnect",
  )
})

// Regressed: they were taken by the command above, and tab-separated lines came out.
test.each(['--ndjson', '--csv', '--header'])('platforms show has no %s: exit 2', async option => {
  const refused = refusal(2, `unknown option '${option}'`, 'beatpass platforms show --help')
  expect(await run(`platforms show nuweb ${option}`)).toEqual(refused)
})
