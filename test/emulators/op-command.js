// 1Password's `op` as its documentation tells it, for one item a vault: strict about flags, stdin and sign-in.
import { appendFileSync, fstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

const { OP_EMULATOR: folder, ...env } = process.env
const statePath = `${folder}/state.json`
const state = JSON.parse(readFileSync(statePath, 'utf8'))
const args = process.argv.slice(2)
const stdin = fstatSync(0)
const ours = Object.keys(env).filter(name => name.startsWith('BEATPASS_'))
const log = { args, piped: stdin.isFIFO(), socket: stdin.isSocket(), ours, cache: env.OP_CACHE }
appendFileSync(`${folder}/log`, `${JSON.stringify(log)}\n`)

/** Ends like op does: a dated line on stderr, exit 1. */
function fail(words) {
  process.stderr.write(`[ERROR] 2026/03/01 12:00:00 ${words}\n`)
  process.exit(1)
}

/** The flags and the other words of a command; a flag that it does not know is an error. */
function take(words, known) {
  const taken = { rest: [] }
  for (let at = 0; at < words.length; at++) {
    const [name, inline] = words[at].split(/=(.*)/s)
    if (!name.startsWith('-') || name === '-') taken.rest.push(words[at])
    else if (!known.includes(name)) fail(`unknown flag: ${name}`)
    else taken[name] = inline ?? words[++at]
  }
  return taken
}

function signIn() {
  const { OP_CONNECT_HOST: host, OP_CONNECT_TOKEN: connect, OP_SERVICE_ACCOUNT_TOKEN: account } = env
  if (host && connect) return connect === state.token || fail('(401) Unauthorized: Invalid bearer token')
  if (account) return account === state.token || fail('(401) Unauthorized: failed to authenticate')
  if (!state.signedIn) fail('You are not currently signed in. Please run `op signin --help` for instructions')
}

/** By id or name; several of one name are refused. */
function find(reference, vaultReference) {
  const is = (thing, name) => thing.id === name || (thing.name ?? thing.title) === name
  const vaults = state.vaults.filter(vault => is(vault, vaultReference))
  if (vaults.length === 0)
    fail(`"${vaultReference}" isn't a vault in this account. Specify the vault with its ID or name.`)
  const [vault] = vaults
  const items = state.items.filter(item => item.vault.id === vault.id && is(item, reference))
  if (items.length > 1)
    fail(`More than one item matches "${reference}". Try again and specify the item by its ID:`)
  if (items.length === 0)
    fail(
      `"${reference}" isn't an item in the "${vault.name}" vault. Specify the item with its UUID, name, or domain.`,
    )
  return items[0]
}

function get(words) {
  const { rest, '--vault': vault, '--format': format } = take(words, ['--vault', '--format'])
  if (stdin.isFIFO() || stdin.isSocket()) fail('cannot use both an argument and piped input')
  if (rest.length !== 1 || format !== 'json') fail('expected one item, as JSON')
  if (env.OP_SERVICE_ACCOUNT_TOKEN && vault === undefined) fail('a vault query must be provided')
  const item = structuredClone(find(rest[0], vault))
  if (state.conceals)
    for (const field of item.fields) field.value = `[use 'op item get ${item.id} --reveal' to reveal]`
  process.stdout.write(`${JSON.stringify(item, null, 2)}\n`)
}

const types = [
  'STRING',
  'CONCEALED',
  'EMAIL',
  'URL',
  'DATE',
  'MONTH_YEAR',
  'PHONE',
  'OTP',
  'MENU',
  'REFERENCE',
]

function edit(words) {
  const { rest, '--vault': vault } = take(words, ['--vault'])
  if (rest.length !== 1) fail('assignment statements show secrets to other processes')
  const item = find(rest[0], vault)
  if (!stdin.isFIFO()) fail('nothing to edit: no assignment, no template, no piped input')
  const template = templateIn(readFileSync('/dev/stdin', 'utf8'))
  if (template.title !== item.title || template.category !== item.category)
    fail('unable to process line 1: Validation: title and category belong to the item')
  const ids = template.fields.map(({ id }) => id)
  if (new Set(ids).size !== ids.length || template.fields.some(({ type }) => !types.includes(type)))
    fail("unable to process line 1: Validation: Couldn't validate the item")
  if (state.says) process.stderr.write(`${state.says.replaceAll('VALUE', secretIn(template))}\n`)
  if (state.readOnly) fail('(403) Forbidden: You do not have permission to perform this action')
  store({ ...item, fields: template.fields, version: item.version + 1 })
  if (state.dies) process.exit(state.dies)
  process.stdout.write(`ID:   ${item.id}\nTitle:   ${item.title}\n`)
}

const secretIn = ({ fields }) => fields.find(({ type }) => type === 'CONCEALED')?.value ?? ''

function templateIn(text) {
  try {
    const template = JSON.parse(text)
    if (Array.isArray(template.fields)) return template
  } catch {}
  return fail('unable to process line 1: invalid JSON in piped input')
}

function store(item) {
  const items = state.items.map(one => (one.id === item.id ? item : one))
  writeFileSync(`${statePath}.new`, JSON.stringify({ ...state, items }))
  renameSync(`${statePath}.new`, statePath)
}

const [noun, verb, ...words] = args
if (noun === '--version' && args.length === 1) process.stdout.write(`${state.version}\n`)
else if (noun !== 'item' || (verb !== 'get' && verb !== 'edit')) fail(`unknown command "${args.join(' ')}"`)
else {
  signIn()
  if (verb === 'get') get(words)
  else edit(words)
}
