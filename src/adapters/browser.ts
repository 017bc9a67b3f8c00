import type { ChildProcess } from 'node:child_process'
import type { Browser } from '../ports/browser.ts'
import { isLoopback } from './transports/target.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How long a command may run before it counts as the browser itself, in milliseconds. */
const settled = 1500

/**
 * The user's browser: what `BROWSER` names (commands separated by colons, `%s` for the address), else the system's opener.
 * The address is the only thing handed over: no shell, and none of our own variables in the environment.
 */
export class SystemBrowser implements Browser {
  readonly #env: Environment
  readonly #platform: NodeJS.Platform

  constructor(env: Environment, platform: NodeJS.Platform = process.platform) {
    this.#env = env
    this.#platform = platform
  }

  /** See the port. Takes up to a second and a half to see whether the command fails. */
  async open(url: string): Promise<boolean> {
    const page = URL.canParse(url) ? new URL(url) : undefined
    if (page?.protocol !== 'https:' && !(page?.protocol === 'http:' && isLoopback(page))) return false
    for (const command of this.#commands(page.href)) {
      if (await this.#start(command)) return true
    }
    return false
  }

  #commands(url: string): string[][] {
    const named = this.#env.BROWSER?.split(this.#platform === 'win32' ? ';' : ':').filter(text => text.trim())
    if (named?.length) return named.map(text => withAddress(text.trim().split(/\s+/), url))
    if (this.#platform === 'darwin') return [['open', url]]
    if (this.#platform === 'win32') return [['rundll32', 'url.dll,FileProtocolHandler', url]]
    return this.#env.DISPLAY || this.#env.WAYLAND_DISPLAY ? [['xdg-open', url]] : []
  }

  async #start([command = '', ...args]: string[]): Promise<boolean> {
    const { spawn } = await import('node:child_process')
    const ours = Object.entries(this.#env).filter(([name]) => !name.startsWith('BEATPASS_'))
    try {
      const env = Object.fromEntries(ours)
      return await hasStarted(
        spawn(command, args, { detached: true, stdio: 'ignore', windowsHide: true, env }),
      )
    } catch {
      return false
    }
  }
}

function withAddress(command: string[], url: string): string[] {
  if (!command.some(part => part.includes('%s'))) return [...command, url]
  return command.map(part => part.replaceAll('%s', () => url))
}

/** True once the command ended well or has run for a while; false when it cannot be started or failed. */
function hasStarted(child: ChildProcess): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(true), settled)
    const end = (started: boolean) => {
      clearTimeout(timer)
      resolve(started)
    }
    child.once('error', () => end(false))
    child.once('exit', code => end(code === 0))
    child.unref()
  })
}
