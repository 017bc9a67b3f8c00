import { expect, test } from 'vitest'
import { send } from '../sandbox/client.ts'
import { beatpass, startBeatpass } from './beatpass.ts'
import { bareEnvironment, newHome } from './person.ts'

test.each([
  [['--platform', 'beatpass'], '/api/v1', '/users/me', 401],
  [['--platform', 'vebto', '--generation', 'c'], '/api/v1', '/account-settings', 401],
  [['--platform', 'meetzy'], '', '/me', 401],
  [['--platform', 'nuweb'], '/v1', '/user', 400],
  [['--platform', 'beatconnect'], '/v1', '/keys', 401],
])('beatpass sandbox %j plays it', async (flags, path, call, status) => {
  const sandbox = startBeatpass(['sandbox', ...flags], { env: bareEnvironment(await newHome()) })
  let line = ''
  sandbox.child.stdout?.on('data', text => (line += text))
  await sandbox.said(/\n/)
  const { apiUrl, webUrl, ...rest } = JSON.parse(line)
  expect(apiUrl).toBe(new URL(webUrl).origin + path)
  expect(Object.keys(rest)).toEqual(['email', 'password'])
  expect((await send('GET', apiUrl + call)).status).toBe(status)
  expect((await send('GET', webUrl)).text).toContain('<h1>Sign in</h1>')
  sandbox.child.kill('SIGTERM')
  expect(await sandbox.ended).toEqual({ exitCode: 0, stdout: line, stderr: '' })
})

test.each([
  [
    ['--platform', 'soundcloud'],
    "beatpass: the sandbox cannot play 'soundcloud'\nhint: one of beatpass, vebto, meetzy, nuweb, beatconnect\n",
  ],
  [
    ['--platform', 'vebto', '--generation', 'z'],
    "beatpass: no such generation of vebto: 'z'\nhint: one of a, b, c, strict\n",
  ],
  [
    ['--generation', 'b'],
    'beatpass: beatpass has no generations\nhint: only vebto has: leave --generation out\n',
  ],
])('beatpass sandbox %j ends with exit 2', async (flags, stderr) => {
  const env = bareEnvironment(await newHome())
  expect(await beatpass(['sandbox', ...flags], { env })).toEqual({ exitCode: 2, stdout: '', stderr })
})
