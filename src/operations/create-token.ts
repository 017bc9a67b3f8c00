import { refuseUnlessByCall } from '../ports/not-by-call.ts'
import type { CreateTokenPorts, CreateTokenRequest, CreateTokenResult } from './creation.ts'
import { observeAll, probeAll } from './deliver.ts'
import { grantExpiry } from './grant-expiry.ts'
import { knownTokens } from './known-tokens.ts'
import { leftByCreate } from './left-by-create.ts'
import { createdToken, holdersOf, mintToken, refuseTaken } from './mint-token.ts'
import { occupants, occupantWarnings } from './occupants.ts'
import { openDestinations } from './open-destinations.ts'
import { proveAlive } from './prove-alive.ts'

/**
 * Creates a token and delivers its secret; throws `NotSupported` at once where only the web page does that. Every
 * destination is probed before anything is minted (exit 7). When the first delivery fails, the token is revoked again
 * (exit 8); when a later one fails, it is kept (exit 9).
 */
export async function createToken(
  request: CreateTokenRequest,
  ports: CreateTokenPorts,
): Promise<CreateTokenResult> {
  const { clock, interruption } = ports
  refuseUnlessByCall(ports.platform, 'create')
  grantExpiry(request.expiry, clock.now(), ports.platform.facts)
  const destinations = openDestinations(request.destinations, [], request.label, ports)
  await probeAll(destinations)
  const observed = await observeAll(destinations)
  const known = await knownTokens(ports)
  refuseTaken(request.label, holdersOf(known), ports)
  const warnings = occupantWarnings(
    await occupants(destinations, request.label, known.tokens, ports, observed),
  )
  return await interruption.during(
    async () => {
      const minted = await mintToken(request, destinations, observed, known, ports)
      const proven = await proveAlive(minted, ports)
      return createdToken({ ...minted, warnings: [...warnings, ...minted.warnings] }, proven, known, ports)
    },
    leftByCreate([request.label], ports),
  )
}
