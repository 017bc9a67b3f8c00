import { TokenAmbiguous, TokenNotFound } from './errors.ts'
import { grouped } from './grouped.ts'
import { hasEnded } from './status.ts'
import type { Token } from './token.ts'
import { compareIds } from './token-view.ts'

/** What references mean among these tokens; made once for many of them. */
export class References {
  readonly #byId: ReadonlyMap<string, Token>
  readonly #byName: ReadonlyMap<string, Token[]>
  readonly #byLabel: ReadonlyMap<string, Token[]>

  constructor(tokens: readonly Token[]) {
    this.#byId = new Map(tokens.toReversed().map(token => [token.id, token]))
    // A list that was read while it changed may name one twice.
    const distinct = tokens.filter(token => this.#byId.get(token.id) === token)
    this.#byName = grouped(distinct, token => token.name)
    this.#byLabel = grouped(distinct, token => token.label)
  }

  /** All tokens of a label. */
  labelled(label: string): readonly Token[] {
    return this.#byLabel.get(label) ?? []
  }

  /**
   * The one token that a reference (an id, a label or a name) means. An id wins over a label, and that over the name of a
   * token that was given another label here; of several tokens with the same label, the one in use (neither a predecessor
   * in its grace period nor ended) wins over the others, then such a predecessor, then the newest of those that have
   * ended: else no rotation would ever repair what is dead.
   * Throws `TokenNotFound`, or `TokenAmbiguous` with the candidates' ids.
   */
  resolve(reference: string): Token {
    const byId = this.#byId.get(reference)
    if (byId) return byId
    const labelled = this.labelled(reference)
    const named = labelled.length > 0 ? labelled : (this.#byName.get(reference) ?? [])
    const candidates = meant(named)
    const [first, ...others] = candidates
    if (!first) {
      throw new TokenNotFound(`no token named '${reference}'`, { hint: 'beatpass tokens list shows them' })
    }
    if (others.length === 0) return first
    const ids = candidates.map(({ id }) => id).join(', ')
    throw new TokenAmbiguous(`'${reference}' fits ${candidates.length} tokens: ${ids}`, {
      hint: 'name one by its id',
    })
  }
}

function meant(named: readonly Token[]): readonly Token[] {
  const living = named.filter(token => !hasEnded(token))
  const inUse = living.filter(({ status }) => status !== 'rotating')
  if (inUse.length > 0) return inUse
  if (living.length > 0) return living
  const isOneLabel = named.every(({ label }) => label === named[0]?.label)
  return isOneLabel ? named.toSorted((a, b) => compareIds(b.id, a.id)).slice(0, 1) : named
}

/** The one token that a reference means; see `References`. */
export function resolveReference(reference: string, tokens: readonly Token[]): Token {
  return new References(tokens).resolve(reference)
}
