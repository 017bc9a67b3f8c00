import { InvalidInput } from '../../../domain/errors.ts'

/** One key of one secret. */
export interface K8sAddress {
  namespace: string
  name: string
  key: string
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const example = 'for example k8s:default/ci#BEATPASS_TOKEN'

/** Takes `NAMESPACE/SECRET#KEY` apart by the rules of Kubernetes for names. Throws `InvalidInput`. */
export function parseK8sAddress(rest: string): K8sAddress {
  const [, namespace = '', name = '', key = ''] = /^([^/#]*)\/([^/#]*)#(.*)$/s.exec(rest) ?? []
  const problem = problemOf(rest, { namespace, name, key })
  if (problem) throw new InvalidInput(`k8s:${rest}: ${problem}`, { hint: example })
  return { namespace, name, key }
}

function problemOf(rest: string, { namespace, name, key }: K8sAddress): string | undefined {
  if (!/^[^/#]+\/[^/#]+#./s.test(rest)) return 'it is not NAMESPACE/SECRET#KEY'
  if (!label.test(namespace)) {
    return 'a namespace has 1 to 63 of a-z, 0-9 and -, and begins and ends with a letter or digit'
  }
  if (name.length > 253 || !subdomain.test(name)) {
    return "a secret's name has 1 to 253 of a-z, 0-9, - and ., and its parts begin and end with a letter or digit"
  }
  const isKey = /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')
  return isKey ? undefined : 'a key has 1 to 253 of letters, digits, -, _ and ., and does not begin with ..'
}
