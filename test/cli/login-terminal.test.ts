import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { createToken, signIn } from '../sandbox/client.ts'
import { atTerminal } from './at-terminal.ts'
import { newPerson, today } from './person.ts'

test('asks for e-mail and password on stderr, hides the password, leaves stdout alone', async () => {
  const person = await newPerson()
  const { email, password } = person.sandbox
  const { exitCode, text } = await atTerminal(person, 'login', {
    typed: [
      [/E-mail/, `${email}\r`],
      [/Password/, `${password}\r`],
    ],
    redirect: '>out.txt',
  })
  expect(text).toContain('E-mail')
  expect(text).toMatch(/signed in as dev@beatpass\.test \(profile default\)\n$/)
  expect({ exitCode, stdout: await readFile(join(person.home, 'out.txt'), 'utf8') }).toEqual({
    exitCode: 0,
    stdout: '',
  })
  expect(person.requests).toEqual(['POST /auth/login'])
  expect(await person.leaks(password)).toEqual([])
})

test('offers the last e-mail again', async () => {
  const person = await newPerson()
  await person.login()
  const { exitCode } = await atTerminal(person, 'login', {
    typed: [
      [/E-mail.*dev@beatpass\.test/, '\r'],
      [/Password/, `${person.sandbox.password}\r`],
    ],
  })
  expect(exitCode).toBe(0)
})

test('asks for the two-factor code once the platform wants one', async () => {
  const person = await newPerson()
  const email = 'mo@beatpass.test'
  const { totpSecret = '', password } = await person.addUser({ email, twoFactor: true })
  const code = new TOTP({ secret: Secret.fromBase32(totpSecret) }).generate({ timestamp: today.getTime() })
  const { exitCode, text } = await atTerminal(person, `login --email ${email}`, {
    typed: [
      [/Password/, `${password}\r`],
      [/Two-factor code/, `${code}\r`],
    ],
  })
  expect(text).toContain(`signed in as ${email} (profile default)\n`)
  expect(exitCode).toBe(0)
  expect(person.requests).toEqual(['POST /auth/login', 'POST /auth/login'])
})

test('Ctrl-C at a prompt ends with 130 and one line, before any request', async () => {
  const person = await newPerson()
  const { exitCode, text } = await atTerminal(person, 'login', { typed: [[/E-mail/, '\u0003']] })
  expect(exitCode).toBe(130)
  expect(text).toMatch(/\nbeatpass: interrupted\n$/)
  expect(person.requests).toEqual([])
})

// Regressed: readline left stdin paused, and the prompt ended as if it were interrupted.
test('after Ctrl-Z and fg a prompt asks anew', async () => {
  const person = await newPerson()
  const { exitCode, text } = await atTerminal(person, 'login --email dev@beatpass.test', {
    jobs: true,
    typed: [
      [/Password/, 'half of it\u001a'],
      // What `fg` prints is the command.
      [/--email[\s\S]*Password/, `${person.sandbox.password}\r`],
    ],
  })
  expect(text).toMatch(/signed in as dev@beatpass\.test \(profile default\)\n$/)
  expect({ exitCode, requests: person.requests }).toEqual({ exitCode: 0, requests: ['POST /auth/login'] })
})

test('--web opens the page and takes what is pasted', async () => {
  const person = await newPerson()
  const { sandbox, home } = person
  const { secret } = await createToken(sandbox, await signIn(sandbox, sandbox, 'bench'), 'pasted')
  const browser = join(home, 'browser')
  await writeFile(browser, '#!/bin/sh\nprintf "%s" "$1" >"$HOME/opened"\nenv >"$HOME/browser-env"\n')
  await chmod(browser, 0o755)
  const { exitCode, text } = await atTerminal(person, 'login --web', {
    env: { BROWSER: browser },
    typed: [[/Paste the token/, ` ${secret} \r`]],
  })
  const page = `${sandbox.webUrl}account-settings/developers`
  expect(text).toContain(`opened: ${page}\n`)
  expect(text).toContain('signed in as dev@beatpass.test (profile default)\n')
  expect({ exitCode, opened: await readFile(join(home, 'opened'), 'utf8') }).toEqual({
    exitCode: 0,
    opened: page,
  })
  expect(await readFile(join(home, 'browser-env'), 'utf8')).not.toContain('BEATPASS_')
  expect(await person.leaks(secret)).toEqual([])
})

test('--web without a browser names the page', async () => {
  const person = await newPerson()
  const { text } = await atTerminal(person, 'login --web', { typed: [[/Paste the token/, '\u0003']] })
  expect(text).toContain(`open this page: ${person.sandbox.webUrl}account-settings/developers\n`)
})

test.each([
  ['CI', {}, { CI: 'true' }],
  ['--no-input', { flag: ' --no-input' }, {}],
])('with %s nobody is asked, terminal or not', async (_, { flag = '' }: { flag?: string }, env) => {
  const person = await newPerson()
  const { exitCode, text } = await atTerminal(person, `login${flag}`, { env })
  expect(text).toBe('beatpass: an e-mail is needed to sign in\nhint: give it with --email\n')
  expect(exitCode).toBe(2)
  expect(person.requests).toEqual([])
})

test('an empty CI counts as unset', async () => {
  const person = await newPerson()
  const { exitCode } = await atTerminal(person, 'login', { env: { CI: '' }, typed: [[/E-mail/, '\u0003']] })
  expect(exitCode).toBe(130)
})

test('blanks are no e-mail: the password is not asked for, and nothing is sent', async () => {
  const person = await newPerson()
  const { exitCode, text } = await atTerminal(person, 'login', { typed: [[/E-mail/, '  \r']] })
  expect(text).toMatch(/\nbeatpass: an e-mail is needed to sign in\nhint: give it with --email\n$/)
  expect([exitCode, person.requests]).toEqual([2, []])
})
