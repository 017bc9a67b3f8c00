import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { feed } from '../feed.ts'
import { busConfig, prompterService } from './bus-config.ts'

const run = promisify(execFile)

export interface KeyringOptions {
  /**
   * Who answers the daemon's unlock prompt. `absent`: there is no prompter, a prompt fails at once (a machine without a
   * display). `silent`: one that never answers.
   */
  prompter?: 'absent' | 'silent'
}

/** A private session bus with a fresh, unlocked gnome-keyring on it. */
export interface Keyring {
  /** The environment for processes that are to use it: its own HOME, XDG folders and bus; no display. */
  env: Record<string, string>
  daemonPid: number
  lock(): Promise<void>
  /** Stops the daemon's clock (SIGSTOP); whoever asks it gets no answer. */
  pause(): void
  resume(): void
  killDaemon(): Promise<void>
  /** What `secret-tool lookup` prints, byte for byte, or `undefined` when it finds nothing. */
  lookup(...attributes: string[]): Promise<string | undefined>
  /** How many entries of beatpass's services it holds. */
  count(): Promise<number>
  stop(): Promise<void>
}

/**
 * Starts a keyring for one test file; works as root and in a container without IPC_LOCK. Call `stop` in `afterAll`.
 * Throws when dbus-daemon, dbus-send, gnome-keyring-daemon or secret-tool is missing.
 */
export async function startKeyring({ prompter = 'absent' }: KeyringOptions = {}): Promise<Keyring> {
  const home = await mkdtemp('/tmp/bp-keyring-')
  const env = await prepareHome(home, prompter)
  const bus = spawn('dbus-daemon', ['--nofork', '--print-address', `--config-file=${home}/bus.conf`], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const daemons: ChildProcess[] = [bus]
  const killAll = () => daemons.forEach(one => void one.kill('SIGKILL'))
  process.once('exit', killAll)
  env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus)
  const daemon = startDaemon(home, env)
  daemons.push(daemon)
  await ownedName(env)
  return {
    ...handle(env, daemon),
    async stop() {
      process.removeListener('exit', killAll)
      for (const one of daemons.reverse()) await kill(one)
      await rm(home, { recursive: true, force: true })
    },
  }
}

function handle(env: Record<string, string>, daemon: ChildProcess): Omit<Keyring, 'stop'> {
  const collection = '/org/freedesktop/secrets/collection/login'
  return {
    env,
    daemonPid: daemon.pid ?? 0,
    async lock() {
      await send(
        env,
        'org.freedesktop.secrets',
        '/org/freedesktop/secrets',
        'org.freedesktop.Secret.Service.Lock',
        `array:objpath:${collection}`,
      )
    },
    pause: () => void daemon.kill('SIGSTOP'),
    resume: () => void daemon.kill('SIGCONT'),
    killDaemon: () => kill(daemon),
    lookup: (...attributes) =>
      run('secret-tool', ['lookup', ...attributes], { env }).then(
        ({ stdout }) => stdout,
        error => (error.code === 1 ? undefined : Promise.reject(error)),
      ),
    async count() {
      const found = await Promise.all(
        ['beatpass', 'beatpass-session'].map(service =>
          run('secret-tool', ['search', '--all', 'service', service], { env }),
        ),
      )
      return found.flatMap(({ stdout }) => stdout.match(/^secret = /gm) ?? []).length
    },
  }
}

async function prepareHome(home: string, prompter: 'absent' | 'silent'): Promise<Record<string, string>> {
  for (const folder of ['run', 'services']) await mkdir(join(home, folder), { mode: 0o700 })
  await writeFile(join(home, 'bus.conf'), busConfig(home))
  if (prompter === 'silent') {
    await writeFile(join(home, 'services', 'prompter.service'), prompterService)
  }
  // A copy has no file capability: with one, the daemon does not start where IPC_LOCK is denied.
  await copyFile('/usr/bin/gnome-keyring-daemon', join(home, 'gnome-keyring-daemon'))
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: join(home, 'run'),
  }
}

function startDaemon(home: string, env: Record<string, string>): ChildProcess {
  const daemon = spawn(
    join(home, 'gnome-keyring-daemon'),
    ['--foreground', '--unlock', '--components=secrets', `--control-directory=${home}/run/keyring`],
    { env, stdio: ['pipe', 'ignore', 'ignore'] },
  )
  feed(daemon, 'pass')
  return daemon
}

async function firstLine(bus: ChildProcess): Promise<string> {
  const failed = once(bus, 'exit').then(() => Promise.reject(new Error('dbus-daemon did not start')))
  if (!bus.stdout) throw new Error('dbus-daemon has no stdout')
  const [line] = await Promise.race([once(bus.stdout, 'data'), failed])
  failed.catch(() => undefined)
  return String(line).trim()
}

/** Asks the bus, never the service: a call of the service itself could start a second daemon. */
async function ownedName(env: Record<string, string>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const name = 'string:org.freedesktop.secrets'
    const path = '/org/freedesktop/DBus'
    const { stdout } = await send(
      env,
      'org.freedesktop.DBus',
      path,
      'org.freedesktop.DBus.NameHasOwner',
      name,
    )
    if (stdout.includes('boolean true')) return
    await sleep(25)
  }
  throw new Error('gnome-keyring-daemon did not take its name on the bus within 10 s')
}

function send(env: Record<string, string>, dest: string, path: string, method: string, argument: string) {
  return run('dbus-send', ['--session', '--print-reply', `--dest=${dest}`, path, method, argument], { env })
}

async function kill(one: ChildProcess): Promise<void> {
  if (one.exitCode !== null || one.signalCode !== null) return
  const gone = once(one, 'exit')
  one.kill('SIGKILL')
  await gone
}
