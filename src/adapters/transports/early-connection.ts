import type { Agent, ClientRequestArgs } from 'node:http'
import { isIP, Socket } from 'node:net'

/**
 * A connection that is begun before there is a request: the agent's next one to the same place takes it as it is, still
 * connecting or not. One that failed or was closed meanwhile is forgotten, and the request connects by itself.
 */
export class EarlyConnection {
  #socket: Socket | undefined
  #isBegun = false

  /**
   * Connects, once: later requests find a connection that was kept. Never throws. Does not hold the process. `options` are
   * what the request's own would be made with.
   */
  begin(agent: Agent, url: URL, options: ClientRequestArgs & { servername?: string }): void {
    if (this.#isBegun) return
    this.#isBegun = true
    const connect = agent.createConnection.bind(agent)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
    const spoken = { servername: isIP(host) ? '' : host, ALPNProtocols: ['http/1.1'], ...options }
    const kept = { keepAlive: true, noDelay: true, host, port }
    const made = connect({ ...spoken, ...kept })
    if (!(made instanceof Socket)) return
    made.on('error', () => undefined).unref()
    this.#socket = made
    agent.createConnection = (wanted, done) => {
      const isSamePlace = wanted.host === host && Number(wanted.port) === port
      return (isSamePlace && this.#take()) || connect(wanted, done)
    }
  }

  #take(): Socket | undefined {
    const socket = this.#socket
    this.#socket = undefined
    const isUsable = socket && !socket.destroyed && (socket.connecting || socket.readyState === 'open')
    return isUsable ? socket.ref() : undefined
  }
}
