/** How the shapes of one generation of the code base differ from the next (code, laravel). */
export interface Generation {
  /** Whether answers say `status: "success"`. */
  status: boolean
  /** What the account's name is called. */
  nameField: 'display_name' | 'name'
  /** Whether `users/me` lists tokens; else `GET /account-settings` does. */
  listsInMe: boolean
  /** What a deletion answers. */
  deleted: 200 | 204
  strict?: Strictness
}

/** The stricter fork's rules for new tokens. */
export interface Strictness {
  mostTokens: number
  createsPerMinute: number
  longestDays: number
}

/** BeatPass's own, as far as anybody outside knows. */
export const generationA: Generation = {
  status: true,
  nameField: 'display_name',
  listsInMe: true,
  deleted: 200,
}

/** `name`, and a list of its own. */
export const generationB: Generation = { ...generationA, nameField: 'name', listsInMe: false }

/** The newest: no `status`, and 204. */
export const generationC: Generation = { ...generationB, status: false, deleted: 204 }

/** The fork that wants an end and abilities, counts tokens and creates. */
export const strictFork: Generation = {
  ...generationA,
  strict: { mostTokens: 10, createsPerMinute: 6, longestDays: 90 },
}
