import { StoreUnavailable } from '../../../domain/errors.ts'

type Kind = 'unavailable' | 'locked' | 'unresponsive' | 'refused'

/** What to do where there is no keychain to use. */
export const choices =
  'choose another store with --store age or --store pass: there is no plain-text fallback'

const explanations: Record<Kind, { message: string; hint: string }> = {
  unavailable: { message: 'no keychain was found', hint: choices },
  locked: {
    message: 'the keychain is locked',
    hint: 'unlock it (sign in to the desktop, or answer its prompt) and run the command again',
  },
  unresponsive: {
    message: 'the keychain does not answer',
    hint: 'restart the keychain service, or choose --store age or --store pass',
  },
  refused: { message: 'the keychain refused access', hint: 'allow access for node in the keychain settings' },
}

/**
 * The engines tell their errors apart by text alone. Each pattern is anchored at the start of what the engine says once
 * its own prefix is off: a bare /locked/ would also match "blocked".
 */
const prefix =
  /^(?:Couldn't access platform storage: |Platform failure: )?(?:DBus error: |GDBus\.Error:[\w.]+: )?/

const patterns: [Kind, RegExp][] = [
  ['locked', /^Secret Service: (?:object locked|unlock prompt was dismissed)/],
  ['locked', /^Cannot (?:create an item in|get secret of) a locked (?:collection|object)/],
  ['locked', /^User interaction is not allowed/],
  ['locked', /^In dark wake, no UI possible/],
  ['refused', /^The user name or passphrase you entered is not correct/],
  ['refused', /^User cancell?ed the operation/],
  ['unresponsive', /^Did not receive a reply/],
  ['unresponsive', /^Timeout was reached/],
  ['unresponsive', /^(?:Message recipient disconnected|Remote peer disconnected|The connection is closed)/],
  [
    'unavailable',
    /^(?:Using X11 for dbus-daemon autolaunch was disabled|Cannot autolaunch D-Bus without X11)/,
  ],
  ['unavailable', /^(?:Failed to connect to socket |Could not connect: )/],
  ['unavailable', /^The name (?:is not activatable|\S+ was not provided by any \.service files)/],
  ['unavailable', /^(?:Unable to autolaunch|Cannot spawn a message bus|Error spawning command line)/],
  ['unavailable', /^No DBus session or Secret Service provider found/],
  ['unavailable', /^A default keychain could not be found/],
  ['unavailable', /^Windows ERROR_NO_SUCH_LOGON_SESSION/],
]

/** The error for what an engine said. Words of an engine that are not known come along in the message. */
export function keychainFailure(text: string): StoreUnavailable {
  const said = text.replace(prefix, '')
  const kind = patterns.find(([, pattern]) => pattern.test(said))?.[0]
  if (!kind) {
    const [line = ''] = said.split('\n')
    return new StoreUnavailable(`the keychain failed: ${line.slice(0, 200)}`, {
      hint: choices,
      failure: 'unavailable',
    })
  }
  const { message, hint } = explanations[kind]
  return new StoreUnavailable(message, {
    hint,
    failure: kind,
    retryable: kind !== 'unavailable',
    cause: new Error(text),
  })
}
