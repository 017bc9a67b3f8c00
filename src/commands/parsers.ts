import { parseExpiry, parseMoment, parseSpan } from '../domain/expiry.ts'
import { parseStoreChoice } from '../domain/store-choice.ts'
import { collectDestination, parseCount } from './parse.ts'

// What reads the values of options, by attribute, for commands whose actions are loaded alone: by their definitions with
// commander, and by `actions.ts` without it. Each throws `InvalidInput`.

/** Of the options that every command has. */
export const globalParsers = { store: parseStoreChoice }
export const listParsers = { within: parseMoment, limit: parseCount }
export const checkParsers = { within: parseMoment }
export const revokeParsers = { unusedFor: parseSpan }
export const createParsers = { expires: parseExpiry, to: collectDestination }
export const rotateParsers = {
  within: parseMoment,
  grace: parseSpan,
  to: collectDestination,
  wait: parseSpan,
}
