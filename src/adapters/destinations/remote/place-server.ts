/** The server of a place whose address does not tell it: another one has another place of the same address. */
export interface PlaceServer {
  /** What leads to it, for the user's eyes: `GITLAB_HOST or CI_SERVER_URL`. */
  readonly by: string
  /** Its own address, where that is known without waiting; throws as `find`. */
  known(): string | undefined
  /** The same, once it is known; `undefined` where the service does not tell. Throws `InvalidInput` or `DestinationUnavailable` where nothing leads to one. */
  find(): Promise<string | undefined>
}

/** One that variables name. */
export function serverNamedBy(by: string, name: () => string): PlaceServer {
  return { by, known: name, find: async () => name() }
}
