import { beatconnectApi } from '../routes/beatconnect/api.ts'
import type { BeatconnectParts } from '../routes/beatconnect/parts.ts'
import { apiKeyService } from '../service/api-keys.ts'
import { oauthAppService } from '../service/oauth/apps.ts'
import { deviceService } from '../service/oauth/devices.ts'
import { Grants } from '../service/oauth/grants.ts'
import { sanctumForm } from '../service/token-form.ts'
import { apiKeyStore } from '../store/api-keys.ts'
import { oauthAppStore } from '../store/oauth/apps.ts'
import { deviceStore } from '../store/oauth/devices.ts'
import { addAppPages } from '../web/beatconnect/app-routes.ts'
import { addAuthorizePages } from '../web/beatconnect/authorize-routes.ts'
import { addDevicePages } from '../web/beatconnect/device-routes.ts'
import { addKeyPages } from '../web/beatconnect/key-routes.ts'
import { below, type Dialect, type Ground } from './dialect.ts'

const calls = ['/.well-known/oauth-authorization-server', '/oauth/token', '/oauth/revoke']
const programs = [...calls, '/oauth/device_authorization']

/** BeatConnect: API keys with environments, OAuth applications, an authorization server. Access tokens live an hour. */
export const beatconnect: Dialect = {
  name: 'beatconnect',
  site: {
    name: 'BeatConnect',
    host: 'beatconnectafrica.com',
    contact: 'its operator',
    home: '/keys',
    sections: [
      { title: 'API keys', path: '/keys' },
      { title: 'OAuth applications', path: '/apps' },
    ],
    cookie: 'Lax',
  },
  apiPath: '/v1',
  lifetimeDays: 1 / 24,
  form: sanctumForm,
  apiPathOf: pathname => (programs.includes(pathname) ? pathname : below('/v1')(pathname)),
  nameFields: { '/keys': 'name', '/apps': 'name' },
  play(ground) {
    const parts = partsOver(ground)
    const api = beatconnectApi(parts)
    return {
      api: (request, ip) => api.fetch(request, { ip }),
      addPages(site) {
        addKeyPages(site, parts)
        addAppPages(site, parts)
        addAuthorizePages(site, parts)
        addDevicePages(site, parts)
      },
    }
  },
}

function partsOver({ services, database, lifetimeDays }: Ground): BeatconnectParts {
  const { clock } = services
  const accessSeconds = lifetimeDays === null ? null : Math.round(lifetimeDays * 86_400)
  return {
    ...services,
    keys: apiKeyService(apiKeyStore(database), clock),
    apps: oauthAppService(oauthAppStore(database), clock),
    grants: new Grants(database, clock, accessSeconds),
    devices: deviceService(deviceStore(database), clock),
    callsAMinute: services.newLimit(100),
  }
}
