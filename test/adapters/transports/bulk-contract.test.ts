import { BulkTransport } from '../../../src/adapters/transports/bulk.ts'
import { HttpsTransport } from '../../../src/adapters/transports/https.ts'
import { SwitchingTransport } from '../../../src/adapters/transports/switching.ts'
import { transportContract } from '../../contracts/transport.ts'

// The contract's servers speak HTTP/1.1: what this shows of the bulk transport is the way it takes there. http2.test.ts has
// the same cases over HTTP/2.
transportContract('bulk', {
  make: options => new BulkTransport(options),
  refused: 'refused',
  unknownHost: 'dns',
})

transportContract('switching', {
  make: options =>
    new SwitchingTransport(new HttpsTransport(options), async () => new BulkTransport(options)),
  refused: 'refused',
  unknownHost: 'dns',
})
