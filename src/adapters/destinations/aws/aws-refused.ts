import { DestinationUnavailable } from '../../../domain/errors.ts'
import { printable } from '../../../domain/printable.ts'
import type { HttpResponse } from '../../../ports/transport.ts'
import { errorCodeOf, errorWordsOf } from './error-code.ts'

/** What was asked of Secrets Manager and with whose keys, for the message. */
export interface Asked {
  /** `AWS Secrets Manager at secretsmanager.eu-central-1.amazonaws.com`. */
  title: string
  /** `to write site/production`. */
  what: string
  /** Where the keys come from. */
  source: string
  /** What the policy has to allow. */
  permissions: string
}

/** Secrets Manager refuses: nothing was stored. */
export class AwsRefused extends DestinationUnavailable {
  /** As AWS names it: `ResourceNotFoundException`. */
  readonly awsCode: string

  constructor(asked: Asked, response: HttpResponse) {
    const code = errorCodeOf(response) ?? `status ${response.status}`
    const kind = kinds.find(({ codes }) => codes.test(code)) ?? otherwise
    // Only these: of a signature AWS repeats the signed headers, of a value that is not valid the value.
    const words = kind.repeats ? printable(errorWordsOf(response) ?? '').slice(0, 200) : ''
    super(`${asked.title} refuses ${asked.what} (${code})${words === '' ? '' : `: ${words}`}`, {
      hint: kind.hint(asked),
      failure: 'refused',
    })
    this.awsCode = code
  }
}

interface Kind {
  codes: RegExp
  repeats: boolean
  hint(asked: Asked): string
}

const kinds: readonly Kind[] = [
  {
    codes: /^(ExpiredToken(Exception)?|TokenRefreshRequired|RequestExpired)$/,
    repeats: false,
    hint: ({ source }) =>
      `the session of ${source} has ended: sign in to AWS again, for example aws sso login`,
  },
  {
    codes:
      /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken|AuthFailure|InvalidAccessKeyId|NotAuthorized|InvalidToken|RequestTimeTooSkewed|status 401)(Exception)?$/,
    repeats: false,
    hint: ({ source }) => `check the keys of ${source}, the region, and this machine's clock`,
  },
  {
    codes: /^(AccessDenied(Exception)?|UnauthorizedOperation|OptInRequired|status 403)$/,
    repeats: true,
    hint: ({ permissions }) => `its policy must allow ${permissions}`,
  },
  {
    codes: /^ResourceNotFoundException$/,
    repeats: false,
    hint: () =>
      'check the name and the region, or make it first: aws secretsmanager create-secret --name NAME',
  },
  {
    codes: /^(EncryptionFailure|DecryptionFailure|KMS\w*|\w*Kms\w*)$/,
    repeats: true,
    hint: () => 'its policy must allow kms:GenerateDataKey and kms:Decrypt with the key of the secret',
  },
  {
    codes: /^LimitExceededException$/,
    repeats: true,
    hint: () => 'AWS removes old versions within a day: write less often than every 10 minutes',
  },
  {
    codes: /^(InvalidRequestException|PreconditionNotMetException|ResourceExistsException)$/,
    repeats: true,
    hint: () => 'look at it with aws secretsmanager describe-secret',
  },
]

const otherwise: Kind = {
  codes: /^/,
  repeats: false,
  hint: () => 'check the name, the region and AWS_ENDPOINT_URL: something else may answer there',
}
