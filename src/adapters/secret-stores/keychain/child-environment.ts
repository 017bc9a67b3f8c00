/**
 * What the keychain's child may see: the way to the session bus, to its prompts and to shared libraries. Everything else
 * stays behind: credentials of ours and of others, and `NODE_OPTIONS`, which would load foreign code next to the secrets.
 */
const names = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'LD_LIBRARY_PATH',
  'NIX_LD',
  'NIX_LD_LIBRARY_PATH',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  '__CF_USER_TEXT_ENCODING',
])
const families = /^(?:LC_|XDG_|DBUS_|GNOME_KEYRING_|KDE_)/

export function keychainEnvironment(env: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    const known = names.has(name.toUpperCase()) || families.test(name)
    if (value !== undefined && known) kept[name] = value
  }
  return kept
}
