/** The accounts and Sanctum's tokens. AUTOINCREMENT: an id is never given twice, as on the platform. */
const first = `
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

/** The other platforms: ends, tenants and clear beginnings of tokens; API keys; OAuth. Old data are BeatPass's. */
const second = `
ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
ALTER TABLE tokens ADD COLUMN tenant TEXT;
ALTER TABLE tokens ADD COLUMN beginning TEXT;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
INSERT INTO facts SELECT 'platform', 'beatpass' WHERE EXISTS (SELECT 1 FROM accounts);
CREATE TABLE api_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  description TEXT,
  environment TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  last_four TEXT NOT NULL,
  replaces INTEGER REFERENCES api_keys (id),
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE INDEX api_keys_of_account ON api_keys (account_id);
CREATE TABLE oauth_apps (
  id TEXT PRIMARY KEY,
  account_id INTEGER REFERENCES accounts (id),
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  redirect_uris TEXT NOT NULL,
  scopes TEXT NOT NULL,
  secret_hash TEXT,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE TABLE oauth_grants (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  app_id TEXT NOT NULL REFERENCES oauth_apps (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  scopes TEXT NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE TABLE oauth_codes (
  hash TEXT PRIMARY KEY,
  app_id TEXT NOT NULL REFERENCES oauth_apps (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  redirect_uri TEXT NOT NULL,
  challenge TEXT NOT NULL,
  scopes TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  grant_id INTEGER REFERENCES oauth_grants (id)
) STRICT;
CREATE TABLE oauth_tokens (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  grant_id INTEGER NOT NULL REFERENCES oauth_grants (id),
  scopes TEXT NOT NULL,
  ends_at INTEGER,
  used_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE TABLE oauth_devices (
  hash TEXT PRIMARY KEY,
  user_code_hash TEXT NOT NULL UNIQUE,
  app_id TEXT NOT NULL REFERENCES oauth_apps (id),
  scopes TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  interval INTEGER NOT NULL,
  polled_ms INTEGER,
  decision TEXT,
  account_id INTEGER REFERENCES accounts (id)
) STRICT;
`

/**
 * What leads from each version in `user_version` to the next, from an empty file on. A step that was ever released is
 * never changed. Times are whole seconds since 1970 unless a column says `ms`; secrets are there as SHA-256 only.
 */
export const schemaSteps: readonly string[] = [first, second]
