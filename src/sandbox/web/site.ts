/** Whose pages these are. */
export interface Site {
  /** In words for people: "BeatPass". */
  name: string
  /** Where the real one is: nothing here reaches it. */
  host: string
  /** Whom those without API access may ask. */
  contact: string
  /** The page after signing in. */
  home: string
  /** The pages of the menu; one alone needs none. */
  sections: readonly { title: string; path: string }[]
  /** Lax where people come from other sites and must still be signed in, as OAuth has it. */
  cookie: 'Strict' | 'Lax'
}
