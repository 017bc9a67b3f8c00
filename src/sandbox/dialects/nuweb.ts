import { nuwebApi } from '../routes/nuweb/api.ts'
import { oldSanctumForm } from '../service/token-form.ts'
import { addNuwebPages, nuwebTokensPath } from '../web/nuweb/token-routes.ts'
import { below, type Dialect } from './dialect.ts'

/** Nuweb: a sign-in makes a token for a company or a reseller, which does not end; all else is on its page. */
export const nuweb: Dialect = {
  name: 'nuweb',
  site: {
    name: 'Nuweb',
    host: 'nuwebgroup.com',
    contact: 'its operator',
    home: nuwebTokensPath,
    sections: [{ title: 'Access tokens', path: nuwebTokensPath }],
    cookie: 'Strict',
  },
  apiPath: '/v1',
  lifetimeDays: null,
  form: oldSanctumForm,
  apiPathOf: below('/v1'),
  nameFields: { '/login': 'device_name' },
  play({ services }) {
    const api = nuwebApi(services)
    return {
      api: (request, ip) => api.fetch(request, { ip }),
      addPages: site => addNuwebPages(site, services),
    }
  },
}
