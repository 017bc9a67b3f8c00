import type { Ports } from '../ports/ports.ts'
import type { KnownTokensPorts } from './known-tokens.ts'

/** What a rotation may touch. */
export type RotatePorts = KnownTokensPorts & Pick<Ports, 'destinations' | 'random' | 'interruption'>
