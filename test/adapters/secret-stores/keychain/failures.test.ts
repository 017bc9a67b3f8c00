import { expect, test } from 'vitest'
import { keychainFailure } from '../../../../src/adapters/secret-stores/keychain/failures.ts'

const storage = "Couldn't access platform storage: "
const platform = 'Platform failure: '
const bus = `${platform}DBus error: `

test.each([
  ['locked', `${storage}Secret Service: unlock prompt was dismissed`],
  ['locked', `${storage}Secret Service: object locked`],
  ['locked', 'Cannot create an item in a locked collection'],
  ['locked', `${storage}User interaction is not allowed.`],
  ['locked', `${platform}In dark wake, no UI possible`],
  ['refused', `${platform}The user name or passphrase you entered is not correct.`],
  ['refused', `${platform}User canceled the operation.`],
  ['unresponsive', `${bus}Did not receive a reply. Possible causes include: the remote application …`],
  ['unresponsive', 'Timeout was reached'],
  ['unresponsive', `${bus}Message recipient disconnected from message bus without replying`],
  ['unavailable', `${bus}Using X11 for dbus-daemon autolaunch was disabled at compile time, set your …`],
  ['unavailable', 'Cannot autolaunch D-Bus without X11 $DISPLAY'],
  ['unavailable', `${bus}Failed to connect to socket /run/user/0/bus: No such file or directory`],
  ['unavailable', 'Could not connect: No such file or directory'],
  ['unavailable', `${bus}The name org.freedesktop.secrets was not provided by any .service files`],
  ['unavailable', 'GDBus.Error:org.freedesktop.DBus.Error.ServiceUnknown: The name is not activatable'],
  ['unavailable', `${storage}No DBus session or Secret Service provider found`],
  ['unavailable', `${storage}A default keychain could not be found.`],
  ['unavailable', `${storage}Windows ERROR_NO_SUCH_LOGON_SESSION`],
])('%s: %s', (failure, text) => {
  const error = keychainFailure(text)
  expect(error).toMatchObject({ failure, code: 'store_unavailable', exitCode: 7 })
  expect(error.message).not.toContain('the keychain failed')
})

test.each([
  `${bus}the call was blocked: locked out by policy`,
  'something else: Secret Service: object locked',
  'not Timeout was reached',
])('unknown words come along, and no pattern fits in the middle: %s', text => {
  const error = keychainFailure(text)
  expect(error.failure).toBe('unavailable')
  expect(error.message).toMatch(/^the keychain failed: /)
})
