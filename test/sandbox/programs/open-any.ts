import { writeSync } from 'node:fs'
import { BeatpassError } from '../../../src/domain/errors.ts'
import { openDatabase } from '../../../src/sandbox/store/open-database.ts'

/** Opens a database in memory and prints the engine, or how it failed. */
openDatabase(':memory:').then(
  database => writeSync(1, `${JSON.stringify({ engine: database.engine })}\n`),
  error => {
    const { exitCode, message, hint } = error as BeatpassError
    writeSync(1, `${JSON.stringify({ known: error instanceof BeatpassError, exitCode, message, hint })}\n`)
  },
)
