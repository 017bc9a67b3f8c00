import { NotSupported } from '../domain/errors.ts'
import type { PlatformFacts, SignInKind, Verb } from './platform.ts'

const things: Record<Verb, string> = {
  create: 'makes tokens',
  list: 'lists tokens',
  revoke: 'ends tokens',
  apps: 'keeps OAuth applications',
}

/** The error for what a platform leaves to its web page, or does not have: one sentence, and the page to open. */
export function notByCall(facts: PlatformFacts, verb: Verb, apiUrl: string): NotSupported {
  if (facts.verbs(apiUrl)[verb] === 'none')
    return new NotSupported(`${facts.title} has no OAuth applications`)
  const then = verb === 'create' ? ', make one there, then beatpass tokens add NAME' : ''
  return new NotSupported(`${facts.title} ${things[verb]} on its web page only`, {
    hint: `open ${facts.page(verb, apiUrl)}${then}`,
  })
}

/** Throws `NotSupported` where the platform has no call for it, before anything is asked or sent. */
export function refuseUnlessByCall(
  { facts, apiUrl }: { facts: PlatformFacts; apiUrl: string },
  verb: Verb,
): void {
  const way = facts.verbs(apiUrl)[verb]
  if (way === 'page' || way === 'none') throw notByCall(facts, verb, apiUrl)
}

const kinds: Record<SignInKind, string> = {
  password: 'by e-mail and password',
  browser: 'in the browser',
  paste: 'with a token',
}

/** The error for a way of signing in that a platform does not have: one sentence, and what to do instead. */
export function notSignedInBy(facts: PlatformFacts, kind: SignInKind, apiUrl: string): NotSupported {
  return new NotSupported(`${facts.title} has no sign-in ${kinds[kind]}`, {
    hint: `make a token at ${facts.page('create', apiUrl)}, then beatpass login --web or --with-token`,
  })
}

/** Throws `NotSupported` where nobody signs in that way, before anything is asked or sent. */
export function refuseUnlessSignsIn(
  { facts, apiUrl }: { facts: PlatformFacts; apiUrl: string },
  kind: SignInKind,
): void {
  if (!facts.signIn.kinds.includes(kind)) throw notSignedInBy(facts, kind, apiUrl)
}
