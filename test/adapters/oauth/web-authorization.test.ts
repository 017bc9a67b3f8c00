import { authorizationContract } from '../../contracts/authorization.ts'
import { startOidcIssuer } from '../../fakes/oidc-issuer.ts'
import { allowAt, allowOnDeviceAt } from '../../fakes/walking-browser.ts'
import { benchAt, client, scopes } from './bench.ts'

authorizationContract('OAuth over HTTP, against oidc-provider,', async () => {
  const { authorization, clock } = benchAt((await startOidcIssuer()).url)
  return {
    ...{ authorization, client, scopes, now: clock.now, allowOnDevice: allowOnDeviceAt },
    allow: async page => void (await fetch(await allowAt(page))),
  }
})
