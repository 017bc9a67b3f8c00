import type { Engine } from '../../../src/sandbox/store/open-database.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** By the version and not by trying: an engine that should be there and is not must fail the tests. */
export const nodeCarriesSqlite = major > 22 || (major === 22 && minor >= 13)

export const engines: Engine[] = nodeCarriesSqlite ? ['node:sqlite', 'libsql'] : ['libsql']
