import { systemClock } from '../../../src/adapters/clock.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { PacedTransport } from '../../../src/adapters/transports/paced.ts'
import { transportContract } from '../../contracts/transport.ts'

transportContract('paced', {
  make: options => new PacedTransport(new HttpsTransport(options), systemClock, { requested: false }),
  refused: 'refused',
  unknownHost: 'dns',
})
