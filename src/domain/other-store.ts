import { StoreUnavailable } from './errors.ts'

/** What leads to a secret store, by the word that its home begins with (see `SecretStore.home`). */
const ways: Readonly<Record<string, string>> = {
  keychain: '--store',
  age: '--store',
  pass: '--store and PASSWORD_STORE_DIR',
  vault: '--store, VAULT_ADDR and VAULT_NAMESPACE',
  aws: '--store and AWS_REGION',
}

/** A secret was kept in the store of one home, and the settings of today lead to another. `otherwise` is what else could be done. */
export function otherStore(home: string, today: string, otherwise?: string): StoreUnavailable {
  const [kind = ''] = home.split(/[: ]/, 1)
  const back = `set ${ways[kind] ?? '--store'} as before`
  return new StoreUnavailable(`store: is ${home}, and today's settings lead to ${today}`, {
    hint: otherwise === undefined ? back : `${back}, or ${otherwise}`,
    failure: 'refused',
  })
}

/** Nothing is in the home that a secret was kept in: what leads there `besides` its settings may be another one today. */
export function absentFromStore(home: string, besides: string): StoreUnavailable {
  return new StoreUnavailable(
    `store: is ${home}, and the secret is not there: perhaps ${besides} is another`,
    {
      hint: 'use the credentials of before, or name every destination with --to',
      failure: 'refused',
    },
  )
}
