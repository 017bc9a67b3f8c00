import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/** In memory where the system has such a folder: thousands of runs write thousands of small files, each to last. */
export const fastFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
