import { isAbsolute, join } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { codeOf } from '../../files/private-file.ts'
import { readOpenFile } from '../../files/read-open-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { variable } from '../remote/service.ts'

/** What the files of the AWS tools say of the profile in use. No key of an account is kept in here. */
export interface AwsProfile {
  name: string
  configPath: string
  credentialsPath: string
  /** A setting of the profile: `region`, `ca_bundle`, `endpoint_url`. */
  setting(key: string): string | undefined
  /** A setting of a service in the `services` section that the profile names. */
  serviceSetting(service: string, key: string): string | undefined
}

type Sections = Map<string, Map<string, string>>

/** Reads `~/.aws/config` and `~/.aws/credentials`, or the files that the environment names. An absent one says nothing. */
export async function readProfile(world: RemoteWorld): Promise<AwsProfile> {
  const { env, home, cwd } = world
  const path = (given: string | undefined, usual: string) =>
    given === undefined ? join(home, '.aws', usual) : isAbsolute(given) ? given : join(cwd, given)
  const name = variable(env, 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE') ?? 'default'
  const configPath = path(variable(env, 'AWS_CONFIG_FILE'), 'config')
  const credentialsPath = path(variable(env, 'AWS_SHARED_CREDENTIALS_FILE'), 'credentials')
  const config = await sectionsOf(configPath)
  const credentials = await sectionsOf(credentialsPath)
  const own = config.get(`profile ${name}`) ?? (name === 'default' ? config.get(name) : undefined)
  const setting = (key: string) => own?.get(key) || credentials.get(name)?.get(key) || undefined
  const services = config.get(`services ${setting('services') ?? ''}`)
  const serviceSetting = (service: string, key: string) => services?.get(`${service}.${key}`) || undefined
  return { name, configPath, credentialsPath, setting, serviceSetting }
}

async function sectionsOf(path: string): Promise<Sections> {
  try {
    return parseSections(await readOpenFile(path))
  } catch (error) {
    if (/^(ENOENT|ENOTDIR|EISDIR)$/.test(codeOf(error) ?? '')) return new Map()
    throw new DestinationUnavailable(`cannot read ${path} (${codeOf(error)})`, {
      hint: 'look at the file and its owner',
    })
  }
}

/** Sections of `key = value`; an indented line below a key without a value is that key's own: `key.inner`. */
function parseSections(text: string): Sections {
  const sections: Sections = new Map()
  let section: Map<string, string> | undefined
  let outer = ''
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue
    const heading = /^\s*\[([^\]]*)\]/.exec(line)?.[1]
    if (heading !== undefined) {
      const name = heading
        .trim()
        .replace(/\s+/g, ' ')
        .replace(/^(profile|services) ["'](.*)["']$/, '$1 $2')
      section = sections.get(name) ?? new Map()
      sections.set(name, section)
      continue
    }
    const [, indent = '', key = '', value = ''] =
      /^(\s*)([^=\s]+)\s*=\s*(.*?)(?:\s[#;].*)?\s*$/.exec(line) ?? []
    if (key === '') continue
    if (indent === '') outer = value === '' ? `${key}.` : ''
    section?.set(indent === '' ? key : `${outer}${key}`, value)
  }
  return sections
}
