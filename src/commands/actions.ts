import type { Action } from './action.ts'

/**
 * The actions of commands that scripts call by the thousand, by path. Each has a file of its own beside its definition, so
 * that it can be loaded without commander. Once one is done, all is written and nothing is under way.
 */
const loaders = {
  whoami: async () => (await import('./whoami-action.ts')).whoamiAction,
  'tokens list': async () => (await import('./tokens/list-action.ts')).listAction,
  'tokens show': async () => (await import('./tokens/show-action.ts')).showAction,
  'tokens revoke': async () => (await import('./tokens/revoke-action.ts')).revokeAction,
  'tokens check': async () => (await import('./tokens/check-action.ts')).checkAction,
} satisfies Record<string, () => Promise<Action>>

export type ActionName = keyof typeof loaders

/** Whether the command on that path has an action that can be loaded alone. */
export function hasAction(path: string): path is ActionName {
  return Object.hasOwn(loaders, path)
}

/** Loads an action. */
export async function actionOf(path: ActionName): Promise<Action> {
  return await loaders[path]()
}
