import { InvalidInput } from '../../domain/errors.ts'
import { beatconnect } from './beatconnect.ts'
import { beatpass } from './beatpass.ts'
import type { Dialect } from './dialect.ts'
import { meetzy } from './meetzy.ts'
import { nuweb } from './nuweb.ts'
import { vebto } from './vebto.ts'

const dialects: Readonly<Record<string, (generation?: string) => Dialect>> = {
  beatpass: () => beatpass,
  vebto,
  meetzy: () => meetzy,
  nuweb: () => nuweb,
  beatconnect: () => beatconnect,
}

/** The platform of that name, BeatPass unless said. Throws `InvalidInput` for a name or a generation that is unknown. */
export function dialectFor(platform = 'beatpass', generation?: string): Dialect {
  const make = Object.hasOwn(dialects, platform) ? dialects[platform] : undefined
  if (!make) {
    throw new InvalidInput(`the sandbox cannot play '${platform}'`, {
      hint: `one of ${Object.keys(dialects).join(', ')}`,
    })
  }
  if (generation !== undefined && platform !== 'vebto') {
    throw new InvalidInput(`${platform} has no generations`, {
      hint: 'only vebto has: leave --generation out',
    })
  }
  return make(generation)
}
