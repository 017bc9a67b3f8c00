import { whoAmI } from '../operations/who-am-i.ts'
import { showWhoAmI } from '../output/account.ts'
import type { Action } from './action.ts'

/** What `beatpass whoami` does. */
export const whoamiAction: Action = async ({ options }, open) => {
  const ports = await open.lean()
  showWhoAmI(await whoAmI({ offline: options.offline === true }, ports), ports.terminal, options)
}
