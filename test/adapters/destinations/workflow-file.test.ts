import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { WorkflowFileDestination } from '../../../src/adapters/destinations/workflow-file.ts'
import { DestinationUnavailable, InvalidInput } from '../../../src/domain/errors.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { destinationContract } from '../../contracts/destination.ts'
import { freshSecret } from '../../fakes/secrets.ts'
import { freshFolder, snapshotOf, tracesIn } from '../../folder.ts'

const kinds = [
  ['github-output', 'GITHUB_OUTPUT'],
  ['github-env', 'GITHUB_ENV'],
] as const

type Scheme = (typeof kinds)[number][0]

async function freshStep(scheme: Scheme, variable: string, given: Record<string, string> = {}) {
  const folder = await freshFolder()
  const path = join(folder, 'set_me')
  await writeFile(path, '')
  const env = { GITHUB_ACTIONS: 'true', [variable]: path, ...given }
  const told: string[] = []
  const mask = (secret: Secret) => void told.push(`${secret.reveal()} with '${readFileSync(path, 'utf8')}'`)
  const open = (name = 'TOKEN') => new WorkflowFileDestination(scheme, name, { env, mask })
  return { folder, path, told, open, text: () => readFile(path, 'utf8') }
}

/** As the runner reads its file commands: lines of `NAME=VALUE`, or `NAME<<DELIMITER` and all lines until the delimiter. */
function asRunner(text: string): [name: string, value: string][] {
  const lines = text.split('\n')
  const found: [string, string][] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [, name = '', delimiter = ''] = /^([^=]+?)<<(.+)$/.exec(line) ?? []
    if (delimiter === '') {
      found.push([line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
      continue
    }
    const end = lines.indexOf(delimiter, at + 1)
    if (end < 0) throw new Error('Matching delimiter not found')
    found.push([name, lines.slice(at + 1, end).join('\n')])
    at = end
  }
  return found
}

for (const [scheme, variable] of kinds) {
  destinationContract(`${scheme}:`, async () => {
    const { folder, path, open, text } = await freshStep(scheme, variable)
    let before = ''
    return {
      destination: open(),
      held: async () => asRunner(await text().catch(() => before)).at(-1)?.[1],
      snapshot: () => snapshotOf(folder),
      traces: () => tracesIn(folder),
      breakWrites: async () => {
        before = await text()
        await rm(path)
        await mkdir(path)
      },
    }
  })
}

describe.each(kinds)('%s:', (scheme, variable) => {
  test('the runner reads the value, whatever was written before', async () => {
    const { path, open, text } = await freshStep(scheme, variable)
    await writeFile(path, 'A=1\nB<<EOF\nx\nEOF\nC=3')
    const secret = new Secret('12|a=b<<EOF#"\'`$x%0A')
    await open().write(secret)
    expect(asRunner(await text())).toEqual([
      ['A', '1'],
      ['B', 'x'],
      ['C', '3'],
      ['TOKEN', secret.reveal()],
    ])
  })

  test('no delimiter is like another, nor can it be foreseen', async () => {
    const { open, text } = await freshStep(scheme, variable)
    for (let times = 0; times < 3; times++) await open().write(freshSecret())
    const delimiters = [...(await text()).matchAll(/^TOKEN<<(beatpass_[0-9a-f]{32})$/gm)].map(
      ([, one]) => one,
    )
    expect(new Set(delimiters).size).toBe(3)
  })

  test('the value is masked before it is written, and not to be remembered', async () => {
    const { told, open, text } = await freshStep(scheme, variable)
    const secret = freshSecret()
    await open().write(secret)
    expect(told).toEqual([`${secret.reveal()} with ''`])
    expect(await text()).toContain(secret.reveal())
    expect(open()).toMatchObject({ to: `${scheme}:TOKEN`, remembered: false, readsBack: false })
  })

  test.each([
    [{ GITHUB_ACTIONS: '' }, 'GITHUB_ACTIONS is not set'],
    [{ GITHUB_ACTIONS: 'false' }, 'GITHUB_ACTIONS is not set'],
    [{ [variable]: '' }, `${variable} is not set`],
    [{ [variable]: '/nonexistent/file' }, '/nonexistent/file'],
  ])('is not to be had with %j', async (env, words) => {
    const { open } = await freshStep(scheme, variable, env)
    for (const work of [() => open().probe(), () => open().write(freshSecret())]) {
      const error = await work().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(DestinationUnavailable)
      expect(error).toMatchObject({ exitCode: 7, hint: expect.stringMatching(/\S/) })
      expect(String(error)).toContain(words)
    }
  })

  test('a folder, a link or a FIFO is refused, and a link is not followed', async () => {
    const { folder, path, open, told } = await freshStep(scheme, variable)
    await writeFile(join(folder, 'victim'), 'v')
    const plants = [
      () => mkdir(path),
      () => symlink('victim', path),
      async () => void execFileSync('mkfifo', [path]),
    ]
    for (const plant of plants) {
      await rm(path, { recursive: true })
      await plant()
      await expect(open().probe()).rejects.toThrow(DestinationUnavailable)
      await expect(open().write(freshSecret())).rejects.toThrow(DestinationUnavailable)
    }
    expect(await readFile(join(folder, 'victim'), 'utf8')).toBe('v')
    expect(told).toEqual([])
  })

  test('a value of several lines is refused: the log cannot hide it', async () => {
    const { open, text, told } = await freshStep(scheme, variable)
    for (const value of ['a\nb', 'a\rb', 'a\n']) {
      await expect(open().write(new Secret(value))).rejects.toMatchObject({ failure: 'refused' })
    }
    expect([await text(), told]).toEqual(['', []])
  })

  test.each(['', '1A', 'A B', 'A=B', 'A\nB', 'A<<B', 'É'])('%j is no name', name => {
    const world = { env: {}, mask: () => undefined }
    expect(() => new WorkflowFileDestination(scheme, name, world)).toThrow(InvalidInput)
  })

  test.each(['PATH', 'path', 'NODE_OPTIONS', 'LD_PRELOAD', 'GITHUB_TOKEN', 'RUNNER_TEMP', 'BASH_ENV'])(
    '%s is not a place for a token',
    name => {
      const world = { env: {}, mask: () => undefined }
      expect(() => new WorkflowFileDestination(scheme, name, world)).toThrow(/changes how programs run/)
    },
  )
})

test('an output may have a hyphen in its name, a variable may not', () => {
  const world = { env: {}, mask: () => undefined }
  expect(new WorkflowFileDestination('github-output', 'my-token', world).to).toBe('github-output:my-token')
  expect(() => new WorkflowFileDestination('github-env', 'my-token', world)).toThrow(InvalidInput)
  expect(() => new WorkflowFileDestination('github-output', 'node-options', world)).toThrow(
    /how programs run/,
  )
})
