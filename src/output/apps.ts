import type { Application } from '../domain/application.ts'
import type { Receipt } from '../domain/destination.ts'
import type { Secret } from '../domain/secret.ts'
import type { TryStep } from '../operations/apps/try-app.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { Terminal } from '../ports/terminal.ts'
import type { WrappedColumn } from './destination-table.ts'
import { JsonArray, jsonText } from './json.ts'
import { type ListingStyle, showListing } from './listing.ts'
import { isoTime } from './time.ts'
import { pairs } from './token-details.ts'

/** The columns of tab-separated lists; scripts rely on their order. */
export const appColumns = ['id', 'name', 'type', 'status', 'created', 'redirect_uris', 'scopes'] as const

interface Options {
  json?: boolean
  reveal?: boolean
}

interface Places {
  terminal: Terminal
  secretStore: Pick<SecretStore, 'location'>
}

/** The account's OAuth applications. */
export async function showApps(
  apps: readonly Application[],
  terminal: Terminal,
  style: ListingStyle,
): Promise<void> {
  if (apps.length === 0 && style.format === 'table') return terminal.note('no applications')
  const columns: WrappedColumn[] = [
    { heading: 'APPLICATION' },
    { heading: 'NAME', wraps: true },
    { heading: 'TYPE' },
    { heading: 'STATUS' },
    { heading: 'CREATED', droppable: true },
    { heading: 'REDIRECT URIS', wraps: true },
    { heading: 'SCOPES', wraps: true, droppable: true },
  ]
  await showListing({ cells: apps.map(cells), columns, json: apps, names: appColumns }, terminal, style)
}

/** One application, all fields. */
export function showApp(app: Application, terminal: Terminal, { json = false }: Options): void {
  terminal.print(json ? jsonText(app, terminal.stdout) : pairs(fields(app), terminal.stdout))
}

/** A new application, or a new secret of one: its id on stdout in a pipe; the secret only with `reveal`. */
export function showAppSecret(
  what: string,
  {
    app,
    secret,
    destinations,
    warnings = [],
  }: {
    app: Application
    secret: Secret | undefined
    destinations: readonly Receipt[]
    warnings?: readonly string[]
  },
  { terminal, secretStore }: Places,
  { json = false, reveal = false }: Options,
): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  const shown = reveal ? secret : undefined
  if (shown) terminal.mask(shown)
  if (json) {
    const revealed = shown ? { clientSecret: shown.reveal() } : {}
    return terminal.print(jsonText({ app, destinations, ...revealed }, terminal.stdout))
  }
  terminal.note(what)
  for (const { to } of destinations) terminal.note(whereabouts(to, app, secretStore))
  if (shown) return terminal.print(`${shown.reveal()}\n`)
  const claimed = destinations.some(({ to }) => to === 'stdout:')
  if (!claimed && !terminal.stdout.terminal) terminal.print(`${app.id}\n`)
}

/** An application that was ended. */
export function showRevokedApp(
  { app, warnings }: { app: Application; warnings: readonly string[] },
  terminal: Terminal,
  { json = false }: Options,
): void {
  for (const warning of warnings) terminal.note(`warning: ${warning}`)
  if (json) return terminal.print(jsonText({ app, outcome: 'revoked' }, terminal.stdout))
  terminal.note(`application ${app.id} '${app.name}' is revoked`)
}

/** The steps of a walk, each as it is done. */
export function stepTeller(terminal: Terminal, { json = false }: Options) {
  const array = new JsonArray(terminal.stdout)
  let count = 0
  return {
    tell({ step, facts }: TryStep): void {
      count++
      if (json) return terminal.print(array.items([{ step, ...facts }]))
      const isForPeople = terminal.stdout.terminal
      const lines = Object.entries(facts).map(([name, value]): [string, string] => [
        isForPeople ? name : `${step}.${name}`,
        value,
      ])
      terminal.print(`${isForPeople ? `${count}. ${step}\n` : ''}${pairs(lines, terminal.stdout)}`)
    },
    /** After the last step, or after those that were done before a failure. */
    end(): void {
      if (json && count > 0) terminal.print(array.end())
    },
  }
}

function whereabouts(to: string, { id }: Application, { location }: Places['secretStore']): string {
  if (to === 'store:')
    return `its client secret rests in the ${location}: beatpass tokens get apps/${id} prints it`
  return to === 'stdout:' ? 'its client secret went to stdout' : `its client secret was delivered to ${to}`
}

function cells({ id, name, type, status, createdAt, redirectUris, scopes }: Application): string[] {
  return [id, name, type, status, isoTime(createdAt), redirectUris.join(' '), scopes.join(' ')]
}

function fields(app: Application): [string, string][] {
  const values = cells(app)
  return appColumns.map((name, at) => [name.replaceAll('_', ' '), values[at] ?? ''])
}
