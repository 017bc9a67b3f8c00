import { html } from 'hono/html'
import type { ShownApiKey } from '../../service/api-keys.ts'
import type { Faults } from '../../service/oauth/new-app.ts'
import type { Account } from '../../store/accounts.ts'
import { accountBar } from '../account-bar.ts'
import { choice, field, group } from '../fields.ts'
import type { Html, Page } from '../layout.ts'
import { dangerLink, listCard, nameWithId, type Row } from '../list-card.ts'
import { type FreshSecret, secretCard } from '../secret-card.ts'
import { showTime } from '../times.ts'

export interface KeysView {
  account: Account
  csrf: string
  /** In the order of their creation. */
  keys: ShownApiKey[]
  fresh?: FreshSecret | undefined
  /** What was typed and why it did not do. */
  refused?: { typed: Record<string, string>; faults: Faults } | undefined
}

/** API keys: a form for a new one, a new one's value once, and the list, revoked ones too. */
export function keysPage(view: KeysView): Page {
  const { account, csrf, keys, fresh } = view
  const content = html`<h1>API keys</h1>
${fresh ? secretCard(fresh) : ''}${createCard(view)}${listCard({
  title: 'Keys',
  columns: ['Name', 'Key', 'Created', 'Last used', 'Status'],
  rows: keys.toReversed().map(key => keyRow(key, keys)),
  empty: 'There are none yet.',
  note: 'Times are UTC. Revoked keys stay listed.',
})}`
  return { title: 'API keys', content, account: accountBar(account, csrf) }
}

function createCard({ csrf, keys, refused }: KeysView): Html {
  const typed = refused?.typed ?? {}
  const faults = refused?.faults ?? {}
  const environment = typed.environment ?? 'live'
  return html`<section class="card" aria-labelledby="create">
<h2 id="create">Create a key</h2>
<form class="stack" method="post" action="/keys">
<input type="hidden" name="csrf" value="${csrf}">
${field(
  { name: 'name', label: 'Name', problems: faults.name },
  tied => html`<input ${tied} autocomplete="off" required maxlength="100" value="${typed.name ?? ''}">`,
)}
${field(
  { name: 'description', label: 'Description (optional)', problems: faults.description },
  tied => html`<input ${tied} autocomplete="off" maxlength="500" value="${typed.description ?? ''}">`,
)}
${group({ name: 'environment', label: 'Environment', problems: faults.environment }, [
  choice('radio', { name: 'environment', value: 'live', label: 'Live', chosen: environment === 'live' }),
  choice('radio', {
    name: 'environment',
    value: 'sandbox',
    label: 'Sandbox',
    chosen: environment === 'sandbox',
  }),
])}
${replacesField(keys, typed.replaces, faults.replaces)}
<button type="submit">Create key</button>
</form>
</section>`
}

function replacesField(keys: ShownApiKey[], typed: string | undefined, problems: string[] | undefined) {
  const active = keys.filter(key => !key.revokedAt)
  if (active.length === 0) return ''
  const option = ({ id, name, environment }: ShownApiKey) =>
    html`<option value="${id}"${typed === String(id) ? html` selected` : ''}>${name} (${environment}, id ${id})</option>`
  const hint = 'The old key works until you revoke it.'
  return field(
    { name: 'replaces', label: 'Replaces (optional)', hint, problems },
    tied => html`<select ${tied}><option value="">no other key</option>${active.map(option)}</select>`,
  )
}

function keyRow(key: ShownApiKey, keys: ShownApiKey[]): Row {
  const { id, name, description, environment } = key
  const said = description === null ? '' : html`<br><bdi class="said">${description}</bdi>`
  return {
    header: html`${nameWithId(name, id)}${said}`,
    cells: [
      html`<code>${key.masked}</code> <span class="badge under ${environment}">${environment === 'live' ? 'Live' : 'Sandbox'}</span>`,
      showTime(key.createdAt, ''),
      showTime(key.lastUsedAt, 'never'),
      statusOf(key, keys),
    ],
    action: key.revokedAt ? undefined : dangerLink(`/keys/${id}/revoke`, 'Revoke', `${name}, id ${id}`),
  }
}

function statusOf({ revokedAt, replacedBy }: ShownApiKey, keys: ShownApiKey[]): Html {
  if (!revokedAt) return html`Active`
  const successor = keys.find(({ id }) => id === replacedBy)
  if (!successor) return html`<span class="ended">Revoked</span>`
  return html`<div class="wraps"><span class="ended">Revoked</span>, replaced by <bdi>${successor.name}</bdi> <span class="faint">id ${successor.id}</span></div>`
}
