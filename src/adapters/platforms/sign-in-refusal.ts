import * as errors from '../../domain/errors.ts'
import type { Call } from './call.ts'
import type { Complaint } from './complaint.ts'
import { serverWords } from './server-words.ts'

type SignIn = Extract<Call, { kind: 'sign-in' }>

/** What a refused sign-in (4xx) means. Bad credentials are 422 or 401; an unverified address 422 or 403; a ban 403 without words. */
export function signInRefusal(call: SignIn, status: number, complaint: Complaint): errors.BeatpassError {
  const words = serverWords(Object.values(complaint.fields)[0] ?? complaint.message)
  const reason = words ? `: ${words}` : ''
  if (/verif/i.test(words)) {
    return new errors.Forbidden(`the account's e-mail address is not verified${reason}`, {
      hint: 'open the link in the mail that the platform sent',
    })
  }
  if (status === 403) {
    return new errors.Forbidden(
      reason ? `the platform forbids the sign-in${reason}` : 'the account may be banned (403)',
    )
  }
  if (status !== 401 && status !== 422) {
    return new errors.Forbidden(`the platform refuses the sign-in (${status})${reason}`)
  }
  return credentialsRefusal(call, complaint, reason)
}

function credentialsRefusal(call: SignIn, { fields }: Complaint, reason: string): errors.BeatpassError {
  const names = Object.keys(fields)
  if (names.includes('code')) {
    return call.otp
      ? new errors.SignInRejected(`the two-factor code was refused${reason}`)
      : twoFactorRequired(call)
  }
  if (names.length > 0 && !names.includes('email') && !names.includes('password')) {
    return new errors.InputRefused(`the platform refuses the request: ${names.map(serverWords)[0]}${reason}`)
  }
  return new errors.SignInRejected(`the platform rejects the e-mail address or the password${reason}`, {
    hint: 'nothing is tried again by itself: a few failed sign-ins lock the account for a minute',
  })
}

/** The platform wants a second factor; where a code was given, it keeps the challenge in a browser and beatpass cannot go on. */
export function twoFactorRequired(call: SignIn): errors.TwoFactorRequired {
  const paste = 'make a token in the web page and store it with: beatpass login --with-token'
  return new errors.TwoFactorRequired(
    call.otp
      ? 'the platform asks for the two-factor code in a web browser only'
      : 'the account is protected by a two-factor code',
    { hint: call.otp ? paste : `give the code with --otp, or ${paste}` },
  )
}
