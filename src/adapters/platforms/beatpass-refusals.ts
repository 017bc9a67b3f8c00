import * as errors from '../../domain/errors.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import { jsonOf } from './beatpass-answers.ts'
import type { Call } from './call.ts'
import { type Complaint, complaintOf } from './complaint.ts'
import { serverWords } from './server-words.ts'
import { signInRefusal } from './sign-in-refusal.ts'
import type { BeatPassSite } from './vebto-facts.ts'

/** Where the refusal came from, for its hints, and what must not be told of it. */
export interface Place {
  site: BeatPassSite
  apiUrl: string
  redact(text: string): string
}

/** What an answer other than 2xx means, as the error to throw. The platform's words are cut and made printable. */
export function refusalOf(call: Call, response: HttpResponse, place: Place): errors.BeatpassError {
  const { status } = response
  if (status >= 300 && status < 400) return redirected(response, place)
  if (status >= 500)
    return new errors.PlatformUnavailable(`the platform answered ${status}: it is not working now`)
  if (response.body !== '') {
    try {
      jsonOf(response)
    } catch (error) {
      if (error instanceof errors.BeatpassError) return error
      throw error
    }
  }
  const complaint = complaintOf(response.body, place.redact)
  const general = refusals[status]
  if (general) return general(complaint, place)
  if (call.kind === 'sign-in') return signInRefusal(call, status, complaint)
  return refused(status, complaint, place)
}

const refusals: Record<number, (complaint: Complaint, place: Place) => errors.BeatpassError> = {
  404: (_, place) => unknownCall(404, place),
  405: (_, place) => unknownCall(405, place),
  419: () => new errors.Forbidden('the platform took beatpass for a web browser (419)'),
  423: (_, { site, apiUrl }) =>
    new errors.Forbidden('the platform wants the password confirmed first (423)', {
      hint: `do it in the web page: ${site.page('create', apiUrl)}`,
    }),
}

function refused(status: number, complaint: Complaint, place: Place): errors.BeatpassError {
  if ((status === 401 || status === 403) && complaint.message === '') return noAccess(status, place)
  if (status === 401) {
    return new errors.CredentialRejected('the platform rejects the credential (401)', {
      hint: 'it is wrong, has ended or was revoked: sign in again',
    })
  }
  if (status === 403) return forbidden(complaint, place)
  if (status === 422) return unprocessable(complaint, place)
  return new errors.Forbidden(said(`the platform refuses this (${status})`, complaint.message))
}

function noAccess(status: number, { site }: Place): errors.ApiAccessMissing {
  return new errors.ApiAccessMissing(
    `the account has no API access, or is banned (${status} without a reason)`,
    {
      hint: `API access is given by ${site.operator}`,
    },
  )
}

function forbidden({ message }: Complaint, { site, apiUrl }: Place): errors.Forbidden {
  if (/browser session/i.test(message)) {
    return new errors.NotSupported(said('the platform allows this in its web page only', message), {
      hint: `use ${site.page('create', apiUrl)}, then beatpass tokens add NAME`,
    })
  }
  const hint = /verif/i.test(message) ? { hint: 'open the link in the mail that the platform sent' } : {}
  return new errors.Forbidden(said('the platform forbids this (403)', message), hint)
}

function unprocessable({ message, fields }: Complaint, { site, apiUrl }: Place): errors.Forbidden {
  const first = Object.entries(fields)[0]
  if (!first && /\b(limit|maximum|max|at most|too many|more than)\b/i.test(message)) {
    return new errors.LimitReached(said('a limit of the platform is reached', message), {
      hint: `revoke a token that is no longer used, here or at ${site.page('revoke', apiUrl)}`,
    })
  }
  return new errors.InputRefused(
    said('the platform refuses the request', first ? `${first[0]}: ${first[1]}` : message),
  )
}

function unknownCall(status: number, { apiUrl }: Place): errors.NotSupported {
  return new errors.NotSupported(`the platform does not know this call (${status})`, {
    hint: `is ${apiUrl} the right API address`,
  })
}

/** The bearer goes nowhere else: a redirect is a denial. */
function redirected(response: HttpResponse, { apiUrl, site, redact }: Place): errors.Forbidden {
  const target = response.headers.location ?? ''
  const url = URL.canParse(target, apiUrl) ? new URL(target, apiUrl) : undefined
  const where = url && (url.origin === new URL(apiUrl).origin ? url.pathname : `${url.origin}${url.pathname}`)
  return new errors.Forbidden(
    `the platform redirected to ${serverWords(redact(where ?? 'nowhere'))} instead of answering`,
    {
      hint: `the account may need a plan or an approval: ask ${site.operator}`,
    },
  )
}

function said(ours: string, theirs: string): string {
  const words = serverWords(theirs)
  return words ? `${ours}: ${words}` : ours
}
