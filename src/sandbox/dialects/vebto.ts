import { InvalidInput } from '../../domain/errors.ts'
import { beatpassApi } from '../routes/beatpass/api.ts'
import {
  type Generation,
  generationA,
  generationB,
  generationC,
  strictFork,
} from '../routes/beatpass/generation.ts'
import { addDevelopersPages } from '../web/developers-routes.ts'
import { beatpass } from './beatpass.ts'
import type { Dialect } from './dialect.ts'

const generations: Readonly<Record<string, Generation>> = {
  a: generationA,
  b: generationB,
  c: generationC,
  strict: strictFork,
}

/** Any other site on BeatPass's code base: tokens that do not end, in one of its generations, `a` unless said. */
export function vebto(generation = 'a'): Dialect {
  const shape = Object.hasOwn(generations, generation) ? generations[generation] : undefined
  if (!shape) {
    throw new InvalidInput(`no such generation of vebto: '${generation}'`, {
      hint: `one of ${Object.keys(generations).join(', ')}`,
    })
  }
  return {
    ...beatpass,
    name: 'vebto',
    site: { ...beatpass.site, name: 'Vebto', host: 'a real site', contact: 'its operator' },
    lifetimeDays: null,
    play({ services, refusesBearers }) {
      const api = beatpassApi(services, shape, refusesBearers)
      return {
        api: (request, ip) => api.fetch(request, { ip }),
        addPages: site => addDevelopersPages(site, services, shape.strict),
      }
    },
  }
}
