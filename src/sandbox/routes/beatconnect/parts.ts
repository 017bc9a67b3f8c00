import type { ApiKeyService } from '../../service/api-keys.ts'
import type { OAuthAppService } from '../../service/oauth/apps.ts'
import type { DeviceService } from '../../service/oauth/devices.ts'
import type { GrantService } from '../../service/oauth/grants.ts'
import type { RateLimit } from '../../service/rate-limit.ts'
import type { Services } from '../../service/services.ts'
import type { Account } from '../../store/accounts.ts'
import type { ApiKeyRow } from '../../store/api-keys.ts'
import type { OAuthApp } from '../../store/oauth/apps.ts'

/** What BeatConnect's routes and pages are made from. */
export interface BeatconnectParts extends Services {
  keys: ApiKeyService
  apps: OAuthAppService
  grants: GrantService
  devices: DeviceService
  /** 100 calls a minute. */
  callsAMinute: RateLimit
}

/** What a BeatConnect route finds beside the request. */
export interface BeatconnectEnv {
  Bindings: { ip: string }
  Variables: {
    account: Account
    /** Of the access token; none with an API key. */
    scopes: readonly string[]
    /** Where the credential is an API key. */
    key: ApiKeyRow | undefined
  }
}

/** What an endpoint of OAuth finds beside the request. */
export interface OAuthEnv {
  Bindings: { ip: string }
  Variables: { form: URLSearchParams; client: OAuthApp }
}
