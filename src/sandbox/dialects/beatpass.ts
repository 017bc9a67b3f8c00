import { beatpassApi } from '../routes/beatpass/api.ts'
import { generationA } from '../routes/beatpass/generation.ts'
import { sanctumForm } from '../service/token-form.ts'
import { addDevelopersPages, developersPath } from '../web/developers-routes.ts'
import { below, type Dialect } from './dialect.ts'

/** BeatPass: generation A of its code base, and every token ends after 90 days. */
export const beatpass: Dialect = {
  name: 'beatpass',
  site: {
    name: 'BeatPass',
    host: 'beatpass.ca',
    contact: 'contact@beatpass.ca',
    home: developersPath,
    sections: [{ title: 'Developers', path: developersPath }],
    cookie: 'Strict',
  },
  apiPath: '/api/v1',
  lifetimeDays: 90,
  form: sanctumForm,
  apiPathOf: below('/api/v1'),
  nameFields: { '/access-tokens': 'tokenName', '/auth/login': 'token_name' },
  play({ services }) {
    const api = beatpassApi(services, generationA)
    return {
      api: (request, ip) => api.fetch(request, { ip }),
      addPages: site => addDevelopersPages(site, services),
    }
  },
}
