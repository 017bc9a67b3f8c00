import { type BeatPassSite, vebtoFacts } from './vebto-facts.ts'

/** BeatPass: what holds for every site on its code base, and what its operator says (platforms.md, 1). */
export const beatpassFacts: BeatPassSite = {
  ...vebtoFacts,
  name: 'beatpass',
  title: 'BeatPass',
  defaultApiUrl: 'https://open.beatpass.ca/api/v1',
  lifetimeDays: 90,
  expiry: { kind: 'fixed' },
  operator: 'contact@beatpass.ca, by invitation',
}
