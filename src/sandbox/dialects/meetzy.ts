import { Secret } from '../../domain/secret.ts'
import { meetzyApi } from '../routes/meetzy/api.ts'
import { lettersAndDigits, type TokenForm } from '../service/token-form.ts'
import { addMeetzyPages, apiTokensPath } from '../web/meetzy/token-routes.ts'
import type { Dialect } from './dialect.ts'

/** The list shows the first 24 characters (doc); what they are is ours. No id is inside. */
const form: TokenForm = {
  mint: () => `mzy_${lettersAndDigits(44)}`,
  whole: (_, text) => new Secret(text),
  beginning: 24,
}

const pages = ['/', '/sign-in', '/two-factor', '/sign-out', '/style.css', '/copy.js', '/icon.svg']

/** Meetzy: tokens come from its page alone, with an end of one's choice. */
export const meetzy: Dialect = {
  name: 'meetzy',
  site: {
    name: 'Meetzy',
    host: 'meetzy.io',
    contact: 'its operator',
    home: apiTokensPath,
    sections: [{ title: 'API tokens', path: apiTokensPath }],
    cookie: 'Strict',
  },
  apiPath: '',
  lifetimeDays: null,
  form,
  apiPathOf(pathname) {
    const isPage = pages.includes(pathname) || `${pathname}/`.startsWith(`${apiTokensPath}/`)
    return isPage ? undefined : pathname
  },
  nameFields: {},
  play({ services }) {
    const api = meetzyApi(services)
    return {
      api: (request, ip) => api.fetch(request, { ip }),
      addPages: site => addMeetzyPages(site, services),
    }
  },
}
