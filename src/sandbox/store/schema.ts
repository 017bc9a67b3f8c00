/** The version in `user_version`. A file with a higher one is from a newer beatpass. */
export const schemaVersion = 1

/** AUTOINCREMENT: an id is never given twice, as on the platform. Times are whole seconds since 1970. */
export const schema = `
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name TEXT NOT NULL,
  password TEXT NOT NULL,
  totp_secret TEXT,
  verified INTEGER NOT NULL,
  banned INTEGER NOT NULL,
  api_access INTEGER NOT NULL,
  token_cap INTEGER,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
CREATE INDEX tokens_of_account ON tokens (account_id, hash);
`
