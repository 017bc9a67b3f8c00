import { InvalidInput } from './errors.ts'

/** Where a secret is to be delivered, as typed after `--to`: `SCHEME:WHERE` or `SCHEME:WHERE#WHAT`. */
export interface DestinationAddress {
  scheme: string
  /** Everything behind the first colon, not yet taken apart: each adapter knows its own form. */
  rest: string
  /** The whole text; safe to print. */
  text: string
  /** The folder, the server, or the home of a secret store, that the text is to be understood in; only a remembered place has one, see `pinned`. */
  folder?: string
}

/** What became of one delivery. */
export interface Receipt {
  to: string
  /** `verified`: read back the same. `accepted`: acknowledged, cannot be read. `failed`: not stored, or not known to be. */
  status: 'verified' | 'accepted' | 'failed'
  at: Date
  error?: string
}

/** No argument of a command line can hold it: nothing that is typed passes for a remembered place. */
const divider = '\0'

/** The address to remember a place by that the same text would not mean from another folder, or of another server. */
export function pinned(text: string, folder: string): string {
  return `${text}${divider}${folder}`
}

/** Remembered places as they are typed: what is shown of them. */
export function asTyped(places: readonly string[]): string[] {
  return [...new Set(places.map(place => parted(place).text))]
}

/** A remembered place with its folder, for words about no other. */
export function placeInWords(place: string): string {
  const { text, folder } = parted(place)
  return folder === undefined ? text : `${text} in ${folder}`
}

/** What else a place may be remembered as: of one whose folder was not remembered only the text counts. */
export function spellings(place: string): string[] {
  return [place, parted(place).text]
}

/** Whether a remembered place is one of those, in any spelling. */
export function isAmong(place: string, places: readonly string[]): boolean {
  return places.some(other => spellings(other).includes(place))
}

/** Whether a remembered place is the profile's secret store, at whichever home. */
export function isStorePlace(place: string): boolean {
  return parted(place).text === 'store:'
}

/** The homes (see `SecretStore.home`) with which the secret store is among remembered places. */
export function storeHomes(places: readonly string[]): string[] {
  return places.filter(isStorePlace).flatMap(place => parted(place).folder ?? [])
}

/** Takes `SCHEME:REST` apart, as typed or as remembered. Throws `InvalidInput` when there is no scheme. */
export function parseDestination(place: string): DestinationAddress {
  const { text, ...where } = parted(place)
  const match = /^([a-z][a-z0-9-]*):(.*)$/s.exec(text)
  if (!match) {
    throw new InvalidInput(`not a destination: '${text}'`, {
      hint: 'write SCHEME:WHERE, for example env:.env#BEATPASS_TOKEN or file:token.txt',
    })
  }
  return { scheme: match[1] ?? '', rest: match[2] ?? '', text, ...where }
}

function parted(place: string): { text: string; folder?: string } {
  const [text = '', folder] = place.split(divider, 2)
  return folder === undefined ? { text } : { text, folder }
}
