import type { Application } from '../../domain/application.ts'
import { type DestinationAddress, parseDestination, type Receipt } from '../../domain/destination.ts'
import { Cancelled, Incomplete, InputRequired, NotSupported, OutcomeUnknown } from '../../domain/errors.ts'
import type { Secret } from '../../domain/secret.ts'
import { idOperand } from '../../domain/shell-word.ts'
import type { Ports } from '../../ports/ports.ts'
import { alone } from '../alone.ts'
import { attributed, type Credential } from '../authenticate.ts'
import { storePlace } from '../open-destinations.ts'
import { deadPlaceWarnings, rememberAppPlaces, rememberedAppPlaces } from './app-places.ts'
import { forgetAppSecret } from './forget-app-secret.ts'
import { type AppPorts, foundApp } from './listed-apps.ts'
import { deliverSecret, probePlaces } from './secret-places.ts'

/** Whose secret, and where the new one goes; none are named: wherever this machine delivered it before, else the secret store. */
export interface RotateAppSecretRequest {
  id: string
  destinations: readonly DestinationAddress[]
  /** Do not ask. */
  yes: boolean
}

/** What became of it. */
export interface RotatedAppSecret {
  app: Application
  secret: Secret
  destinations: Receipt[]
  warnings: string[]
}

type RotatePorts = AppPorts & Pick<Ports, 'destinations' | 'appRecords'>

/**
 * Replaces the secret of a web application. The platform ends the old one at once, so every destination is probed before
 * anything is asked of it, and the user is asked too; there is no way back. A new secret that reaches none of the places
 * goes to the secret store, so that it is not lost; where it goes elsewhere, the dead one there is removed. Runs take turns:
 * nothing tells which of two secrets is the one that works. Throws `Incomplete` where a place may lack it.
 */
export async function rotateAppSecret(
  { id, destinations: named, yes }: RotateAppSecretRequest,
  ports: RotatePorts,
): Promise<RotatedAppSecret> {
  if (!yes && !ports.terminal.canPrompt) {
    throw new InputRequired('the old secret ends at once, which needs a yes, and nobody can be asked', {
      hint: '--yes',
    })
  }
  const { app, credential } = await foundApp(id, ports)
  refuseUnfit(app)
  const before = await rememberedAppPlaces(id, ports).catch(error => {
    if (named.length === 0) throw error
    return []
  })
  const destinations = named.length > 0 ? named : before.map(parseDestination)
  await probePlaces(destinations, ports)
  const question = `The secret of '${app.name}' ends at once, and what uses it fails until it has the new one. Go on?`
  if (!yes && !(await ports.terminal.confirm(question))) throw new Cancelled('nothing was changed')
  const replace = () => renewAndHandOut(app, credential, { destinations, before }, ports)
  return await alone(`app-${id}`, ports, () =>
    ports.interruption.during(replace, {
      what: `the secret of application ${id} may be replaced, and the new one stored nowhere`,
      hint: `beatpass apps rotate-secret ${idOperand(id)}`,
    }),
  )
}

async function renewAndHandOut(
  app: Application,
  credential: Credential,
  { destinations, before }: { destinations: readonly DestinationAddress[]; before: readonly string[] },
  ports: RotatePorts,
): Promise<RotatedAppSecret> {
  const { id } = app
  const secret = await renewOnce(app, credential, ports)
  const { receipts, lack, inStore, places } = await handOut(secret, app, destinations, ports)
  const warnings = inStore ? [] : await forgetAppSecret(id, ports, secret)
  warnings.push(...(await deadPlaceWarnings(before, places, ports)))
  warnings.push(...(await rememberAppPlaces(id, places, ports)))
  if (lack === undefined) return { app, secret, destinations: receipts, warnings }
  throw new Incomplete([lack, ...warnings].join('; '), {
    hint: `mend the destination, then beatpass apps rotate-secret ${idOperand(id)} with every --to`,
  })
}

function refuseUnfit({ id, type, status }: Application): void {
  if (type !== 'web') throw new NotSupported(`application ${id} is a mobile one: it has no secret`)
  if (status === 'revoked') throw new NotSupported(`application ${id} is revoked`)
}

async function renewOnce(
  { id }: Application,
  credential: Credential,
  { applications }: RotatePorts,
): Promise<Secret> {
  try {
    return await attributed(credential, () => applications.renewSecret(credential.secret, id))
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    throw new Incomplete(`the answer was lost: the old secret of application ${id} may have ended`, {
      hint: `run it again: beatpass apps rotate-secret ${idOperand(id)}`,
      cause: error,
    })
  }
}

/** `lack` says which place may lack it; `inStore` is whether the secret store holds it or may hold it. */
async function handOut(
  secret: Secret,
  { id }: Application,
  destinations: readonly DestinationAddress[],
  ports: RotatePorts,
): Promise<{ receipts: Receipt[]; lack?: string; inStore: boolean; places: string[] }> {
  const { receipts, reached, places } = await deliverSecret(secret, id, destinations, ports)
  const inStore = receipts.some(({ to, status }) => to === storePlace.text && status !== 'failed')
  const [failed] = receipts.filter(({ status }) => status === 'failed')
  if (!failed) return { receipts, inStore, places }
  const rescued = !reached && (await deliverSecret(secret, id, [storePlace], ports)).reached
  const elsewhere = reached ? '' : ', and it is stored nowhere'
  const kept = rescued ? '; the secret store has it' : elsewhere
  const lack = `the new secret of application ${id} may be missing from ${failed.to} (${failed.error})${kept}`
  return { receipts, lack, inStore: inStore || rescued, places }
}
