import { type Application, parseApplicationName, parseRedirectUri } from '../../domain/application.ts'
import type { DestinationAddress, Receipt } from '../../domain/destination.ts'
import { BeatpassError, Incomplete, InvalidInput, OutcomeUnknown, RolledBack } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import { idOperand } from '../../domain/shell-word.ts'
import type { NewApplication } from '../../ports/applications.ts'
import type { LeftBehind } from '../../ports/interruption.ts'
import { refuseUnlessByCall } from '../../ports/not-by-call.ts'
import type { Ports } from '../../ports/ports.ts'
import { attributed, type Credential } from '../authenticate.ts'
import { rememberAppPlaces } from './app-places.ts'
import { type AppPorts, listedApps } from './listed-apps.ts'
import { deliverSecret, probePlaces } from './secret-places.ts'

/** What to register, and where its secret goes; none are named: the secret store. */
export interface CreateAppRequest extends NewApplication {
  destinations: readonly DestinationAddress[]
}

/** What was registered. */
export interface CreatedApp {
  app: Application
  /** Of a web application. */
  secret: Secret | undefined
  destinations: Receipt[]
  warnings: string[]
}

export type CreateAppPorts = AppPorts & Pick<Ports, 'destinations' | 'appRecords'>

/**
 * Registers an OAuth application and delivers its secret. Every destination is probed first (exit 7); when its secret
 * reaches none of them the application is revoked again (exit 8), when it misses one it is kept (exit 9).
 */
export async function createApp(request: CreateAppRequest, ports: CreateAppPorts): Promise<CreatedApp> {
  refuseUnlessByCall(ports.platform, 'apps')
  const app = checked(request, ports)
  if (app.type === 'web') await probePlaces(request.destinations, ports)
  else if (request.destinations.length > 0) {
    throw new InvalidInput('a mobile application has no secret that could be delivered', {
      hint: 'leave --to out',
    })
  }
  const known = await listedApps(ports)
  return await ports.interruption.during(
    () => register(app, request.destinations, known, ports),
    leftByRegistration(app),
  )
}

function leftByRegistration({ name, type }: NewApplication): LeftBehind {
  return type === 'web'
    ? {
        what: `an application '${name}' may exist, and its secret may be stored nowhere`,
        hint: 'beatpass apps list shows it; rotate its secret or revoke it',
      }
    : { what: `an application '${name}' may exist`, hint: 'beatpass apps list shows it' }
}

function checked(request: CreateAppRequest, { applications, platform }: CreateAppPorts): NewApplication {
  const { type } = request
  const name = parseApplicationName(request.name)
  const redirectUris = [...new Set(request.redirectUris.map(uri => parseRedirectUri(uri, type)))]
  const scopes = [...new Set(request.scopes)]
  if (redirectUris.length === 0 || scopes.length === 0) {
    const missing = redirectUris.length === 0 ? 'redirect URI' : 'scope'
    throw new InvalidInput(`an application needs a ${missing}`, {
      hint: `--${missing.toLowerCase().replace(' ', '-')}, which may be repeated`,
    })
  }
  const foreign = scopes.find(scope => !applications.scopes.includes(scope))
  if (foreign === undefined) return { name, type, redirectUris, scopes }
  throw new InvalidInput(`${platform.facts.title} knows no scope '${foreign}'`, {
    hint: `one of ${applications.scopes.join(', ')}`,
  })
}

async function register(
  app: NewApplication,
  destinations: readonly DestinationAddress[],
  known: { apps: readonly Application[]; credential: Credential },
  ports: CreateAppPorts,
): Promise<CreatedApp> {
  const created = await createOnce(app, known, ports)
  const { secret } = created
  if (!secret) return { ...created, secret, destinations: [], warnings: [] }
  const { receipts, reached, places } = await deliverSecret(secret, created.app.id, destinations, ports)
  const [failed] = receipts.filter(({ status }) => status === 'failed')
  if (failed && !reached) throw await rollBack(created.app, failed, known.credential, ports)
  const warnings = await rememberAppPlaces(created.app.id, places, ports)
  if (failed) throw partlyDelivered(created.app, failed)
  return { app: created.app, secret, destinations: receipts, warnings }
}

/** Once; when the answer is lost the list tells whether it happened. */
async function createOnce(
  app: NewApplication,
  { apps, credential }: { apps: readonly Application[]; credential: Credential },
  { applications }: CreateAppPorts,
) {
  try {
    return await attributed(credential, () => applications.create(credential.secret, app))
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    const before = new Set(apps.map(({ id }) => id))
    const now = await applications.list(credential.secret).catch(() => undefined)
    const orphan = now?.find(({ id, name }) => name === app.name && !before.has(id))
    if (orphan?.type === 'mobile') return { app: orphan, secret: undefined }
    const what = orphan ? `application ${orphan.id} exists, and its secret reached nobody` : error.message
    throw new Incomplete(`the answer was lost: ${what}`, {
      hint: orphan
        ? `beatpass apps rotate-secret ${idOperand(orphan.id)}`
        : 'beatpass apps list shows whether it exists',
      retryable: false,
      cause: error,
    })
  }
}

async function rollBack(
  { id }: Application,
  { to, error }: Receipt,
  { secret }: Credential,
  { applications }: CreateAppPorts,
): Promise<BeatpassError> {
  try {
    await applications.revoke(secret, id)
    const { status } = await applications.find(secret, id)
    if (status === 'revoked') {
      return new RolledBack(`not delivered to ${to} (${error}); application ${id} was revoked again`, {
        hint: 'mend the destination, then run it again',
      })
    }
  } catch (failure) {
    if (!(failure instanceof BeatpassError)) throw failure
  }
  return new Incomplete(
    `not delivered to ${to} (${error}); application ${id} lives on, and its secret is stored nowhere`,
    { hint: `beatpass apps rotate-secret ${idOperand(id)}`, retryable: false },
  )
}

function partlyDelivered({ id }: Application, { to, error }: Receipt): Incomplete {
  return new Incomplete(
    `application ${id} was created, but its secret may be missing from ${to} (${error})`,
    {
      hint: `mend the destination, then beatpass apps rotate-secret ${idOperand(id)} with every --to`,
      retryable: false,
    },
  )
}
