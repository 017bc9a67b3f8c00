import { AnswerNotUnderstood, DestinationUnavailable } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'
import { Secret } from '../../../domain/secret.ts'
import { Field } from '../../answers/field.ts'

/** The field of an item of 1Password that a secret goes to, and the item around it. */
export interface OpItem {
  /** Of the item and its vault, as op takes them in place of names. */
  id: string
  vaultId: string
  /** Grows with every change. */
  version: string
  secret: Secret | undefined
  /** The whole item with that value in the field, as JSON for `op item edit`. */
  withSecret(secret: Secret): string
}

type Raw = Record<string, unknown>

/**
 * What `op item get --format json` printed; `name` is the field's id or label. Throws `DestinationUnavailable`: `corrupt`
 * for what is no item, `refused` for an item or a field that no secret should be written to.
 */
export function parseItem(text: string, name: string): OpItem {
  try {
    const item = new Field(jsonIn(text), '', 'the answer of op')
    const fields = item.at('fields').optional(field => field.list()) ?? []
    refuseLogin(item.at('category').text())
    for (const field of fields) refuseConcealed(field.at('value'))
    const field = fieldNamed(name, fields)
    const raw = field.at('value').optional(value => value.text())
    return {
      id: item.at('id').text(),
      vaultId: item.at('vault').at('id').text(),
      version: item.at('version').id(),
      secret: raw ? new Secret(raw) : undefined,
      withSecret: secret => edited(item, fields, field, secret),
    }
  } catch (error) {
    if (!(error instanceof AnswerNotUnderstood)) throw error
    throw new DestinationUnavailable(error.message, { hint: 'update op: op update', failure: 'corrupt' })
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AnswerNotUnderstood('the answer of op was not understood: it is not JSON')
  }
}

/** An id is unique; a label may be there twice, in two sections. */
function fieldNamed(name: string, fields: readonly Field[]): Field {
  const byId = fields.filter(field => field.at('id').value === name)
  const found = byId.length > 0 ? byId : fields.filter(field => field.at('label').value === name)
  const [first, ...others] = found
  if (!first) {
    const labels = fields.map(field => field.at('label').optional(label => label.text()) ?? '')
    throw refused(
      `the item of 1Password has no field '${name}'`,
      `it has ${
        [...new Set(labels)]
          .filter(label => label !== '')
          .map(printable)
          .join(', ') || 'none'
      }`,
    )
  }
  if (others.length > 0) {
    const ids = found.map(field => printable(field.at('id').text()))
    throw refused(
      `${found.length} fields of the item are called '${name}'`,
      `name one by its id: ${ids.join(', ')}`,
    )
  }
  const type = first.at('type').text()
  if (type === 'CONCEALED' || type === 'STRING') return first
  throw refused(
    `the field '${name}' of the item is of the type ${printable(type)}`,
    'name one that holds a password or a text',
  )
}

/** op gives no passkey out, and an item that is written back as a whole would lose it. */
function refuseLogin(category: string): void {
  if (category !== 'LOGIN') return
  throw refused(
    'a Login item of 1Password may hold a passkey, which op would lose when it edits the item',
    'use an item of its own, an API Credential or a Password',
  )
}

/** Written back, a placeholder would take the place of the value that it hides. */
function refuseConcealed({ value }: Field): void {
  if (typeof value !== 'string' || !/^\[use 'op item get .*' to reveal\]$/.test(value)) return
  throw new DestinationUnavailable('op hides values of the item', {
    hint: 'update op: op update',
    failure: 'corrupt',
  })
}

function edited(item: Field, fields: readonly Field[], field: Field, secret: Secret): string {
  const kept = fields.filter(one => one === field || !isEmptyDate(one))
  const raw = kept.map(one => (one === field ? { ...(one.value as Raw), value: secret.reveal() } : one.value))
  return JSON.stringify({ ...(item.value as Raw), fields: raw })
}

/** A date of the item's own kind that nobody filled in: op prints it and does not read it back. */
function isEmptyDate(field: Field): boolean {
  const type = field.at('type').value
  const isDate = type === 'DATE' || type === 'MONTH_YEAR'
  return isDate && !field.at('section').present && (field.at('value').value ?? '') === ''
}

function refused(message: string, hint: string): DestinationUnavailable {
  return new DestinationUnavailable(message, { hint, failure: 'refused' })
}
