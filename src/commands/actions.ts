import type { Action, Given, Unparsed } from './action.ts'
import {
  checkParsers,
  createParsers,
  globalParsers,
  listParsers,
  revokeParsers,
  rotateParsers,
} from './parsers.ts'

/** Reads one value of an option; `earlier` is what the option came to so far. */
type Parser = (text: string, earlier?: never) => unknown

interface Loader {
  /** Of options of its own, by attribute. */
  parsers?: Record<string, Parser>
  load(): Promise<Action>
}

/**
 * The actions of commands that scripts call by the thousand, by path. Each has a file of its own beside its definition, so
 * that it can be loaded without commander. Once one is done, all is written and nothing is under way.
 */
const loaders = {
  whoami: { load: async () => (await import('./whoami-action.ts')).whoamiAction },
  'tokens list': {
    parsers: listParsers,
    load: async () => (await import('./tokens/list-action.ts')).listAction,
  },
  'tokens show': { load: async () => (await import('./tokens/show-action.ts')).showAction },
  'tokens create': {
    parsers: createParsers,
    load: async () => (await import('./tokens/create-action.ts')).createAction,
  },
  'tokens rotate': {
    parsers: rotateParsers,
    load: async () => (await import('./tokens/rotate-action.ts')).rotateAction,
  },
  'tokens revoke': {
    parsers: revokeParsers,
    load: async () => (await import('./tokens/revoke-action.ts')).revokeAction,
  },
  'tokens check': {
    parsers: checkParsers,
    load: async () => (await import('./tokens/check-action.ts')).checkAction,
  },
} satisfies Record<string, Loader>

export type ActionName = keyof typeof loaders

/** Whether the command on that path has an action that can be loaded alone. */
export function hasAction(path: string): path is ActionName {
  return Object.hasOwn(loaders, path)
}

/** Loads an action. */
export async function actionOf(path: ActionName): Promise<Action> {
  return await loaders[path].load()
}

/** What a command line gave with the values that were left to the command's own parsers, read in their order. Throws what they throw. */
export function withParsed(path: ActionName, given: Given, unparsed: readonly Unparsed[]): Given {
  if (unparsed.length === 0) return given
  const { parsers }: Loader = loaders[path]
  const all: Record<string, Parser> = { ...parsers, ...globalParsers }
  const options = { ...given.options }
  for (const [attribute, text] of unparsed) {
    const parse = all[attribute]
    if (!parse) throw new Error(`nothing reads --${attribute} of ${path}`)
    options[attribute] = parse(text, options[attribute] as never)
  }
  return { ...given, options }
}
