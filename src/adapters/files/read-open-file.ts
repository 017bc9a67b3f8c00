import { closeSync, constants, fstatSync, openSync, promises, readSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './private-file.ts'

// Windows has no O_NONBLOCK.
const { O_NONBLOCK = 0, O_RDONLY } = constants

/** Between two looks into a pipe, milliseconds. */
const pause = 20

/**
 * The text of a file that the environment names, which may be a pipe that another command writes into (`<(…)` of a shell). Node's
 * own way waits for the other end of a pipe in a thread, without which the process cannot end, whatever signal it gets.
 * Throws the system's errors.
 */
export async function readOpenFile(path: string): Promise<string> {
  const file = openSync(path, O_RDONLY | O_NONBLOCK)
  try {
    if (fstatSync(file).isFIFO()) return await textOfPipe(file, isOpenAlready(path))
  } finally {
    closeSync(file)
  }
  return await promises.readFile(path, 'utf8')
}

/** What a shell hands over had somebody at the other end: where nobody is by now, there was nothing to write. */
const isOpenAlready = (path: string) => /^\/(dev|proc)\//.test(path)

/** Waits for the first who writes into it, unless there was one (`isBegun`), then reads until the last has left. */
async function textOfPipe(file: number, isBegun: boolean): Promise<string> {
  const piece = Buffer.alloc(65_536)
  const pieces: Buffer[] = []
  for (let begun = isBegun; ; ) {
    const length = readNow(file, piece)
    if (length === 0 && begun) return Buffer.concat(pieces).toString('utf8')
    begun ||= length !== 0
    if (length) pieces.push(Buffer.from(piece.subarray(0, length)))
    else await sleep(pause)
  }
}

/** How many bytes were there; 0 where nobody is at the other end, `undefined` where somebody is who has not written yet. */
function readNow(file: number, piece: Buffer): number | undefined {
  try {
    return readSync(file, piece)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined
    throw error
  }
}
