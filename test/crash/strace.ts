import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Node's own thread, or the one that does its file work (there is but one, by `oneWorker`). */
export type Thread = 'main' | 'worker'

/** One system call of a run after its first effect: the `nth` of its name on that thread. */
export interface CallPoint {
  thread: Thread
  name: string
  nth: number
  /** The file or folder that it is about; undefined for sockets, pipes and what only wakes another thread up. */
  file: string | undefined
}

export const oneWorker = { UV_THREADPOOL_SIZE: '1' }

const traced =
  '%file,%network,read,write,readv,writev,pread64,pwrite64,close,fsync,fdatasync,fchmod,fchown,ftruncate,fcntl'

/** The worker is the thread that was started last: node starts its others before it runs anything. */
export function threadId(pid: number, thread: Thread): number {
  if (thread === 'main') return pid
  return Math.max(...readdirSync(`/proc/${pid}/task`).map(Number))
}

export interface Attached {
  /** Resolves once strace has let go, which it does when the thread ends. */
  ended: Promise<void>
}

/** Attaches strace to one thread and resolves when it holds it. Rejects when it cannot. */
async function attach(tid: number, options: string[]): Promise<Attached> {
  const child = spawn('strace', ['-p', String(tid), ...options], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>(done => child.once('close', () => done()))
  await new Promise<void>((held, fail) => {
    let said = ''
    child.once('error', fail)
    child.once('close', () => fail(new Error(`strace: ${said}`)))
    child.stderr.setEncoding('utf8').on('data', chunk => {
      said += chunk
      if (/attached/.test(said)) held()
    })
  })
  return { ended }
}

export interface Injected extends Attached {
  /** Once the process has ended: the file that the struck call was about; undefined where it was none, or nothing was struck. */
  struckFile(): Promise<string | undefined>
}

/** Does something to the nth call of that name: `signal=SIGKILL`, `error=ENOSPC`. */
export async function inject(pid: number, { thread, name, nth }: CallPoint, what: string): Promise<Injected> {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-strace-'))
  const log = join(folder, 'log')
  const options = ['-y', '-e', `trace=${name}`, '-e', `inject=${name}:${what}:when=${nth}`, '-o', log]
  const { ended } = await attach(threadId(pid, thread), options)
  const lines = ended.then(() => {
    const text = readFileSync(log, 'latin1')
    rmSync(folder, { recursive: true })
    return text.split('\n')
  })
  // Told to who asks; nobody has to.
  lines.catch(() => undefined)
  return {
    ended,
    async struckFile() {
      const struck = (await lines).find(line => line.includes('(INJECTED)'))
      return struck === undefined ? undefined : fileOf(struck)
    },
  }
}

/** Writes down both threads' calls from now on; `points` gives them once the process has ended. */
export async function record(pid: number): Promise<{ points(): Promise<CallPoint[]> }> {
  const folder = mkdtempSync(join(tmpdir(), 'beatpass-strace-'))
  const threads: Thread[] = ['main', 'worker']
  const attached = await Promise.all(
    threads.map(thread =>
      attach(threadId(pid, thread), ['-y', '-e', `trace=${traced}`, '-o', join(folder, thread)]),
    ),
  )
  return {
    async points() {
      await Promise.all(attached.map(({ ended }) => ended))
      const points = threads.flatMap(thread => pointsIn(thread, readFileSync(join(folder, thread), 'latin1')))
      rmSync(folder, { recursive: true })
      return points
    },
  }
}

function pointsIn(thread: Thread, log: string): CallPoint[] {
  const counts = new Map<string, number>()
  return log.split('\n').flatMap(line => {
    const name = /^([a-z0-9_]+)\(/.exec(line)?.[1]
    if (name === undefined) return []
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    return [{ thread, name, nth, file: fileOf(line) }]
  })
}

/** Of a line of `strace -y`: what the descriptor stands for, or the first path that is named. */
function fileOf(line: string): string | undefined {
  return /^\w+\(\d+<(\/[^>]*)>/.exec(line)?.[1] ?? /^\w+\((?:AT_FDCWD<[^>]*>, )?"(\/[^"]*)"/.exec(line)?.[1]
}
