import { UnsafeEnvironment } from '../../domain/errors.ts'
import type { Environment } from './proxy-environment.ts'

/** Throws `UnsafeEnvironment` when the environment asks Node to accept any certificate. */
export function refuseUnsafeTls(env: Environment): void {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED !== '0') return
  throw new UnsafeEnvironment('NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of TLS certificates', {
    hint: 'unset it; for an authority of your own set NODE_EXTRA_CA_CERTS to its certificate',
  })
}
