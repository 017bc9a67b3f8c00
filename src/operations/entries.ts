import type { Entry } from '../ports/secret-store.ts'

/** Where a token's secret rests: service `beatpass`, user name `<profile>/<label>`. */
export function tokenEntry(profileName: string, label: string): Entry {
  return { service: 'beatpass', account: `${profileName}/${label}` }
}

/** Where an application's client secret rests: service `beatpass`, user name `<profile>/apps/<id>`; no label holds a slash. */
export function appEntry(profileName: string, id: string): Entry {
  return { service: 'beatpass', account: `${profileName}/apps/${id}` }
}

/**
 * Where the refresh token of a profile's session rests: service `beatpass-session`, user name `<profile>/refresh`. A
 * profile's name holds no slash.
 */
export function refreshEntry(profileName: string): Entry {
  return { service: 'beatpass-session', account: `${profileName}/refresh` }
}

/** Where a profile's session rests: service `beatpass-session`, user name `<profile>`. */
export function sessionEntry(profileName: string): Entry {
  return { service: 'beatpass-session', account: profileName }
}
