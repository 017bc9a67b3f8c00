import { InvalidInput } from '../../../domain/errors.ts'

/** One secret of a config. */
export interface DopplerAddress {
  project: string
  config: string
  name: string
}

const slug = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/
/** Doppler sets these itself. */
const reserved = ['DOPPLER_PROJECT', 'DOPPLER_ENVIRONMENT', 'DOPPLER_CONFIG']

/** What stands behind `doppler:`, as `PROJECT/CONFIG#NAME`. Throws `InvalidInput`. */
export function parseDopplerAddress(rest: string): DopplerAddress {
  const [where = '', name, ...more] = rest.split('#')
  const [project = '', config = '', ...deeper] = where.split('/')
  const hint = 'write doppler:PROJECT/CONFIG#NAME, for example doppler:site/prd#BEATPASS_TOKEN'
  if (!slug.test(project) || !slug.test(config) || deeper.length > 0)
    throw new InvalidInput(`doppler: needs a project and a config, not '${where}'`, { hint })
  if (name === undefined || more.length > 0)
    throw new InvalidInput('doppler: needs one #NAME behind the config', { hint })
  if (!/^[A-Z_][A-Z0-9_]{0,199}$/.test(name)) {
    throw new InvalidInput(`not the name of a Doppler secret: '${name}'`, {
      hint: 'capital letters, digits and underscores, not beginning with a digit, at most 200',
    })
  }
  if (reserved.includes(name))
    throw new InvalidInput(`Doppler sets ${name} itself`, { hint: 'choose another name' })
  return { project, config, name }
}
