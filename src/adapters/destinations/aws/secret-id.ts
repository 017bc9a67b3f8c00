import { InvalidInput } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'

/** A place in AWS Secrets Manager, as typed behind `aws:`. */
export interface SecretPlace {
  /** A name or an ARN. */
  secretId: string
  /** The key of the JSON object in it; `undefined` for the whole secret. */
  key: string | undefined
  /** The ARN's own; it wins over the environment's. */
  region: string | undefined
}

const example = 'for example aws:site/production#BEATPASS_TOKEN, or aws: and the ARN of a secret'
const name = /^[A-Za-z0-9/_+=.@-]{1,512}$/
const arn = /^arn:aws[a-z-]*:secretsmanager:([a-z]{2,}(?:-[a-z]+)+-\d+):\d{12}:secret:(.*)$/

/** Takes `SECRET_ID[#KEY]` apart. Throws `InvalidInput`. */
export function parseSecretPlace(rest: string): SecretPlace {
  const [, secretId = '', hash, key = ''] = /^([^#]*)(#?)(.*)$/s.exec(rest) ?? []
  if (hash && (key === '' || key.length > 256 || printable(key) !== key)) {
    throw new InvalidInput(`aws: names no key of a JSON object behind '#'`, { hint: example })
  }
  return { secretId, key: hash ? key : undefined, region: regionOf(secretId) }
}

function regionOf(secretId: string): string | undefined {
  if (secretId === '') throw new InvalidInput('aws: names no secret', { hint: example })
  const [, region, named = ''] = arn.exec(secretId) ?? []
  if (region ? name.test(named) : name.test(secretId)) return region
  if (secretId.startsWith('arn:')) {
    throw new InvalidInput('aws: not the ARN of a secret in Secrets Manager', {
      hint: 'arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX, as aws secretsmanager describe-secret shows it',
    })
  }
  throw new InvalidInput(`aws: a secret's name has 1 to 512 letters, digits and /_+=.@-`, { hint: example })
}
