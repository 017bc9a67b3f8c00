import type { Services } from '../service/services.ts'
import type { Account } from '../store/accounts.ts'
import type { TokenRow } from '../store/tokens.ts'

export interface ShownToken extends TokenRow {
  endsAt: Date | null
  expired: boolean
}

/** The account's tokens as pages list them: newest first, with their ends. */
export function shownTokens({ tokens, clock }: Services, account: Account): ShownToken[] {
  const listed = tokens.list(account).toSorted((a, b) => b.id - a.id)
  return listed.map(token => {
    const endsAt = tokens.endOf(token)
    return { ...token, endsAt, expired: endsAt !== null && endsAt <= clock() }
  })
}

/** The token of that id, where it is the account's. */
export function ownToken({ tokens }: Services, account: Account, id: number): TokenRow | undefined {
  return tokens.list(account).find(token => token.id === id)
}
