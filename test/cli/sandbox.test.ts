import { expect, test } from 'vitest'
import { beatpass, refusal, startBeatpass } from './beatpass.ts'
import { ageStore, bareEnvironment, newHome } from './person.ts'

test('beatpass sandbox: one line of JSON, works with login, ends well on SIGTERM', async () => {
  const home = await newHome()
  const env = { ...bareEnvironment(home), ...(await ageStore(home)) }
  const sandbox = startBeatpass(['sandbox', '--log', `${home}/log`], { env })
  let line = ''
  sandbox.child.stdout?.on('data', text => (line += text))
  await sandbox.said(/\n/)
  const { apiUrl, email, password } = JSON.parse(line)
  expect(JSON.parse(line)).toEqual({
    apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/),
    webUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
    email: 'dev@beatpass.test',
    password: expect.any(String),
  })
  const login = ['login', '--email', email, '--password-stdin', '--api-url', apiUrl]
  expect(await beatpass(login, { env, input: password })).toMatchObject({ exitCode: 0, stdout: '' })
  sandbox.child.kill('SIGTERM')
  expect(await sandbox.ended).toEqual({ exitCode: 0, stdout: line, stderr: '' })
})

test('a log that cannot be written is refused before anything answers', async () => {
  const home = await newHome()
  const ran = await beatpass(['sandbox', '--log', `${home}/no/log`], { env: bareEnvironment(home) })
  expect(ran).toEqual(
    refusal(2, `the log cannot be written to ${home}/no/log (ENOENT)`, 'choose another --log file'),
  )
})
