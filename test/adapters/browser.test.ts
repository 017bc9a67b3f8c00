import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { SystemBrowser } from '../../src/adapters/browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'beatpass-browser-'))
const seen = join(folder, 'seen')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program that writes down its arguments and environment, then ends with that code. */
function program(name: string, code = 0): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    `#!/bin/sh\nfor a in "$@"; do echo "arg:$a"; done > ${seen}\nenv >> ${seen}\nexit ${code}\n`,
  )
  chmodSync(path, 0o755)
  return path
}

async function open(url: string, env: Record<string, string>, platform: NodeJS.Platform = 'linux') {
  rmSync(seen, { force: true })
  const opened = await new SystemBrowser({ PATH: `${folder}:/usr/bin:/bin`, ...env }, platform).open(url)
  return { opened, seen: existsSync(seen) ? readFileSync(seen, 'utf8') : '' }
}

const page = 'https://x.test/account?a=b&c=$(id)'

test('BROWSER is given the page as one argument, without our variables', async () => {
  const env = { BROWSER: program('mine'), BEATPASS_TOKEN: '1|topsecret' }
  const result = await open(page, env)
  expect(result.opened).toBe(true)
  expect(result.seen.split('\n')[0]).toBe(`arg:${page}`)
  expect(result.seen).not.toContain('BEATPASS')
})

test('BROWSER: %s is the place of the page, and the next command is tried when one fails', async () => {
  const env = { BROWSER: `${folder}/absent:${program('failing', 3)}:${program('good')} --new %s -x` }
  const result = await open(page, env)
  expect(result.opened).toBe(true)
  expect(result.seen).toContain(`arg:--new\narg:${page}\narg:-x\n`)
})

test.each([
  ['linux', 'xdg-open', { DISPLAY: ':9' }, `arg:${page}\n`],
  ['linux', 'xdg-open', { WAYLAND_DISPLAY: 'w' }, `arg:${page}\n`],
  ['darwin', 'open', {}, `arg:${page}\n`],
  ['win32', 'rundll32', {}, `arg:url.dll,FileProtocolHandler\narg:${page}\n`],
] as const)('on %s it is %s', async (platform, name, env, expected) => {
  program(name)
  const result = await open(page, env, platform)
  expect(result.opened).toBe(true)
  expect(result.seen.startsWith(expected)).toBe(true)
})

test('false when there is none: no display, an absent or a failing command', async () => {
  expect(await open(page, {})).toEqual({ opened: false, seen: '' })
  expect((await open(page, { BROWSER: `${folder}/absent` })).opened).toBe(false)
  expect((await open(page, { BROWSER: program('failing', 3) })).opened).toBe(false)
})

test('a command that stays counts as the browser', async () => {
  expect((await open(page, { BROWSER: '/bin/sleep 3 %%s' })).opened).toBe(false)
  const path = join(folder, 'staying')
  writeFileSync(path, '#!/bin/sh\nexec sleep 3\n')
  chmodSync(path, 0o755)
  expect((await open(page, { BROWSER: path })).opened).toBe(true)
})

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://example.com/', '--help', ''])(
  'refuses %j',
  async url => {
    expect(await open(url, { BROWSER: program('mine') })).toEqual({ opened: false, seen: '' })
  },
)

test('http on loopback is opened', async () => {
  expect((await open('http://127.0.0.1:8080/x', { BROWSER: program('mine') })).opened).toBe(true)
})
