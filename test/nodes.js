// Runs the built beatpass and the tests on the Node versions that it supports and this machine does not have. Each comes from
// the registry's package `node`. One line a version; a version that cannot be had is a failure, and said.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { countTests } from './report.js'

const majors = ['22', '24', '26']
const root = resolve(import.meta.dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'nodes')

// What meets Node itself: files, processes, sockets, TLS, streams, addons, SQLite. Left out are the pages in a browser, what only
// computes at length (the rotation's state space), and the tests of the package and the README.
const folders = [
  'domain',
  'operations',
  'output',
  'fakes',
  'adapters',
  'keyring',
  'sandbox',
  'commands',
  'cli',
]

const print = line => process.stdout.write(`${line}\n`)

/** Installs `node@<major>` unless it is there; gives the path of its binary, or throws what npm said. */
function install(major) {
  const prefix = join(cache, major)
  const binary = join(prefix, 'node_modules', 'node', 'bin', 'node')
  if (existsSync(binary)) return binary
  mkdirSync(prefix, { recursive: true })
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts=false']
  const npm = spawnSync('npm', ['install', '--prefix', prefix, ...flags, `node@${major}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (npm.status === 0 && existsSync(binary)) return binary
  rmSync(prefix, { recursive: true, force: true })
  throw new Error(
    `the registry gave no node@${major}: ${npm.stderr.trim().split('\n').slice(-3).join(' / ')}`,
  )
}

/** The command line works: its version, and the whole job on a sandbox of its own, in an empty home. */
function smoke(binary) {
  const home = mkdtempSync(join(tmpdir(), 'beatpass-nodes-'))
  try {
    const beatpass = (...args) =>
      execFileSync(binary, [join(root, 'bin', 'beatpass.js'), ...args], {
        env: { PATH: process.env.PATH, HOME: home, CI: 'true' },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    if (beatpass('--version') !== `${version}\n`) throw new Error('--version does not print the version')
    const job = beatpass('quickstart')
    for (const outcome of [/^quickstart-demo\trotated\t/m, /^\d+\tquickstart-demo\trevoked$/m]) {
      if (!outcome.test(job)) throw new Error(`quickstart printed nothing like ${outcome}: ${job}`)
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Runs the tests by that Node, which is first in PATH for whatever they start; gives the counts. */
function runTests(major, binary) {
  const chosen = folders.filter(name => existsSync(join(root, 'test', name))).map(name => `test/${name}/`)
  const TEST_REPORT = join(process.env.TEST_REPORTS ?? cache, `node-${major}.json`)
  rmSync(TEST_REPORT, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const run = spawnSync(binary, [vitest, 'run', ...chosen, '--exclude', 'test/sandbox/web/**'], {
    cwd: root,
    env: { ...process.env, TEST_REPORT, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return { ...countTests(TEST_REPORT), end: run.status ?? run.signal ?? run.error?.message }
}

function tryNode(major) {
  try {
    const binary = install(major)
    const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim()
    smoke(binary)
    const { passed, failures, skipped, end } = runTests(major, binary)
    const counts = `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`
    const line = `node ${version}: the command line works; ${counts}; ended with ${end}`
    return { ok: failures.length === 0 && end === 0, line }
  } catch (error) {
    return { ok: false, line: `node ${major}: FAILED: ${error.message} ${error.stderr ?? ''}`.trim() }
  }
}

const results = majors.map(tryNode)
print('')
for (const { line } of results) print(line)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
