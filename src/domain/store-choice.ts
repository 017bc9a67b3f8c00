import { InvalidInput } from './errors.ts'
import { pathParts } from './path-parts.ts'

/** The secret stores there are. */
export type StoreKind = 'keychain' | 'age' | 'pass' | 'vault' | 'aws'

/** Where secrets rest between runs, as chosen with `--store`. */
export interface StoreChoice {
  kind: StoreKind
  /** Where in the store: `kv/beatpass` of `vault:kv/beatpass`; empty for the kinds that have one place only. */
  where: string
  /** In canonical form, to be typed and kept: `age`, `vault:kv/beatpass`. Safe to print. */
  text: string
}

interface Form {
  kind: StoreKind
  form: string
  /** What stands behind the colon in canonical form, `undefined` where it is not valid; left out where there is no colon. */
  place?: { example: string; read(where: string): string | undefined }
}

const forms: readonly Form[] = [
  { kind: 'keychain', form: 'keychain' },
  { kind: 'age', form: 'age' },
  { kind: 'pass', form: 'pass' },
  {
    kind: 'vault',
    form: 'vault:MOUNT[/PATH]',
    place: { example: 'vault:kv/beatpass', read: where => vaultPath(where) },
  },
  {
    kind: 'aws',
    form: 'aws:PREFIX',
    place: { example: 'aws:beatpass', read: where => awsPrefix(where) },
  },
]

/** How each store is typed, in the order in which they are told. */
export const storeForms: readonly string[] = forms.map(({ form }) => form)

export const defaultStore: StoreChoice = { kind: 'keychain', where: '', text: 'keychain' }

/** `keychain`, `age`, `pass`, `vault:MOUNT[/PATH]` or `aws:PREFIX`. Throws `InvalidInput`. */
export function parseStoreChoice(text: string): StoreChoice {
  const [, name, where] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? []
  const known = forms.find(({ kind }) => kind === name)
  if (!known) {
    throw new InvalidInput(`no secret store is called '${text}'`, { hint: `one of ${storeForms.join(', ')}` })
  }
  const { kind, form, place } = known
  if (!place) {
    if (where === undefined) return { kind, where: '', text: kind }
    throw new InvalidInput(`the secret store '${kind}' takes nothing behind its name`, {
      hint: `write ${kind} alone`,
    })
  }
  const canonical = where === undefined ? undefined : place.read(where)
  if (canonical !== undefined) return { kind, where: canonical, text: `${kind}:${canonical}` }
  throw new InvalidInput(`not a place in a secret store: '${text}'`, {
    hint: `write ${form}, for example ${place.example}`,
  })
}

function vaultPath(where: string): string | undefined {
  return where.includes('#') ? undefined : pathParts(where)?.join('/')
}

/** What the names of secrets begin with: only what AWS takes in a name, and leaving most of its 512 characters. */
function awsPrefix(where: string): string | undefined {
  const prefix = pathParts(where)?.join('/')
  return prefix !== undefined && /^[A-Za-z0-9/_+=.@-]{1,128}$/.test(prefix) ? prefix : undefined
}
