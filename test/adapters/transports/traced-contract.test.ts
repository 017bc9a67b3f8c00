import { systemClock } from '../../../src/adapters/clock.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { TracedTransport } from '../../../src/adapters/transports/traced.ts'
import { transportContract } from '../../contracts/transport.ts'

transportContract('traced', {
  make: options => new TracedTransport(new HttpsTransport(options), systemClock, () => undefined),
  refused: 'refused',
  unknownHost: 'dns',
})
