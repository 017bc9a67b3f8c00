import { InvalidInput } from '../../../domain/errors.ts'

/** A secret of a Key Vault. */
export interface AzureAddress {
  /** As it is told: the vault's name alone in the public cloud, else its host. */
  vault: string
  host: string
  name: string
  cloud: AzureCloud
}

/** What differs between Azure's clouds; `authority` is where one signs in. */
export interface AzureCloud {
  suffix: string
  authority: string
}

const publicCloud: AzureCloud = { suffix: 'vault.azure.net', authority: 'https://login.microsoftonline.com' }
const clouds: readonly AzureCloud[] = [
  publicCloud,
  { suffix: 'vault.azure.cn', authority: 'https://login.chinacloudapi.cn' },
  { suffix: 'vault.usgovcloudapi.net', authority: 'https://login.microsoftonline.us' },
]

/** Takes `VAULT/NAME` apart; `VAULT` is a vault's name, or its whole host in a cloud of Azure's. Throws `InvalidInput`. */
export function parseAzureAddress(rest: string): AzureAddress {
  const [, typed = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(rest) ?? []
  const [first = '', ...others] = typed.toLowerCase().split('.')
  const suffix = others.join('.') || publicCloud.suffix
  const cloud = clouds.find(one => one.suffix === suffix)
  const problem = problemOf(first, name, cloud)
  if (problem || !cloud) {
    throw new InvalidInput(`azure:${rest}: ${problem}`, {
      hint: 'for example azure:acme-vault/beatpass-token',
    })
  }
  const host = `${first}.${suffix}`
  return { vault: cloud === publicCloud ? first : host, host, name, cloud }
}

function problemOf(vault: string, name: string, cloud: AzureCloud | undefined): string | undefined {
  if (name === '') return 'it is not VAULT/NAME'
  if (!cloud) return `a vault's host ends in ${clouds.map(({ suffix }) => suffix).join(', ')}`
  if (!/^[a-z](-?[a-z0-9]){2,23}$/.test(vault) || vault.length > 24) {
    return "a vault's name has 3 to 24 of letters, digits and single -, and begins with a letter"
  }
  return /^[0-9a-zA-Z-]{1,127}$/.test(name)
    ? undefined
    : "a secret's name has 1 to 127 of letters, digits and -"
}
