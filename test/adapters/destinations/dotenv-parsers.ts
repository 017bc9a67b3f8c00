import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

// What a reader thinks of a broken line is of no interest, and a socket as stdin makes bash read ~/.bashrc.
const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']

type Values = Record<string, string | null>

const env = { PATH: process.env.PATH, PYTHONUTF8: '1', LC_ALL: 'C.UTF-8' }

/** What four real readers of dotenv files say the variables are; null where one does not set it. */
export function readByAll(path: string, names: string[]): Record<string, Values> {
  return {
    node: byNode(path, names),
    dotenv: byDotenv(path, names),
    'python-dotenv': byPython(path, names),
    bash: byBash(path, names),
  }
}

function byNode(path: string, names: string[]): Values {
  const script = 'process.stdout.write(JSON.stringify(process.env))'
  const output = execFileSync(process.execPath, [`--env-file=${path}`, '-e', script], {
    env: { PATH: env.PATH },
  })
  return picked(JSON.parse(output.toString()), names)
}

function byDotenv(path: string, names: string[]): Values {
  const { parse }: { parse(text: string): Values } = createRequire(import.meta.url)('dotenv')
  return picked(parse(readFileSync(path, 'utf8')), names)
}

// Debian's python3-dotenv is installed for Debian's own python only.
function byPython(path: string, names: string[]): Values {
  const script = 'import sys, json, dotenv; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))'
  const output = execFileSync('/usr/bin/python3', ['-c', script, path], { env, stdio })
  return picked(JSON.parse(output.toString()), names)
}

function byBash(path: string, names: string[]): Values {
  const script = 'set -a; . "$1"; env -0'
  const output = execFileSync('bash', ['--norc', '-c', script, 'bash', path], { env, stdio }).toString()
  const pairs = output.split('\0').map(pair => /^([^=]*)=(.*)$/s.exec(pair)?.slice(1) ?? [])
  return picked(Object.fromEntries(pairs), names)
}

function picked(values: Values, names: string[]): Values {
  return Object.fromEntries(names.map(name => [name, values[name] ?? null]))
}
