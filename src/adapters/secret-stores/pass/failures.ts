import { StoreUnavailable } from '../../../domain/errors.ts'

type Kind = 'uninitialised' | 'refused' | 'locked' | 'corrupt'

const explanations = {
  uninitialised: {
    failure: 'unavailable',
    message: 'pass has no store yet, or its folder is not mounted',
    hint: 'pass init YOUR-GPG-ID',
  },
  refused: {
    failure: 'refused',
    message: 'gpg cannot encrypt for the key that pass names',
    hint: 'see gpg --list-keys: the key must be there, not expired, and trusted (its id is in .gpg-id of the store)',
  },
  locked: {
    failure: 'locked',
    message: 'gpg cannot use the secret key: it is not here, or its passphrase was not given',
    hint: 'try pass show in a terminal; a passphrase prompt there needs GPG_TTY=$(tty)',
  },
  corrupt: {
    failure: 'corrupt',
    message: 'the file in the password store is damaged',
    hint: 'it was left as it is: restore it (pass git log) or remove it with pass rm',
  },
} as const

/** Anchored at the start of a line of stderr, as pass 1.7 and gpg 2 write it with LC_ALL=C. */
const patterns: [Kind, RegExp][] = [
  ['uninitialised', /^Error: You must run:$/m],
  [
    'corrupt',
    /^gpg: (?:no valid OpenPGP data found|decrypt_message failed|WARNING: encrypted message has been)/m,
  ],
  ['corrupt', /^gpg: (?:WARNING: message was not integrity protected|decryption failed: (?:Bad|Invalid) )/m],
  ['locked', /^gpg: (?:public key )?decryption failed: /m],
  ['refused', /^gpg: (?:\[stdin\]|-|\S+): (?:encryption failed|skipped): /m],
  ['refused', /^Password encryption aborted\.$/m],
]

/** The error for a pass that failed, by what it wrote to stderr. */
export function passFailure(stderr: string): StoreUnavailable {
  const kind = patterns.find(([, pattern]) => pattern.test(stderr))?.[0]
  if (kind) return explained(kind)
  const line = stderr.split('\n').find(text => text.trim() !== '') ?? 'it said nothing'
  return new StoreUnavailable(`pass failed: ${line.replace(/\p{Cc}/gu, ' ').slice(0, 200)}`, {
    hint: 'try pass show in a terminal',
  })
}

/** The error of that kind. */
export function explained(kind: Kind): StoreUnavailable {
  const { failure, message, hint } = explanations[kind]
  return new StoreUnavailable(message, { failure, hint, retryable: kind === 'locked' })
}
