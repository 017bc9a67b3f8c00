import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface ConnectProxy {
  url: URL
  /** The targets asked for, as `host:port`. */
  targets: string[]
  /** Everything that was said to the proxy itself, as opposed to through it. */
  heads: string[]
  close(): Promise<void>
}

export interface ProxyRules {
  /** `user:password` that must be given. */
  credentials?: string
  /** Names that the proxy resolves itself: `host:port` to a port on loopback. */
  routes?: Record<string, number>
  /** Takes the connection and never says a word. */
  silent?: boolean
}

/** A real CONNECT proxy on loopback. It answers 407 without the right credentials, 502 when the target cannot be reached. */
export async function startConnectProxy(rules: ProxyRules = {}): Promise<ConnectProxy> {
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    sockets.add(client)
    client.on('error', () => undefined).on('close', () => sockets.delete(client))
    if (!rules.silent) client.once('data', head => tunnel(client, head.toString('latin1'), started, rules))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const started: ConnectProxy = {
    url: new URL(`http://127.0.0.1:${port}`),
    targets: [],
    heads: [],
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return started
}

function tunnel(client: Socket, head: string, proxy: ConnectProxy, rules: ProxyRules): void {
  proxy.heads.push(head)
  const [, host = '', port = ''] = /^CONNECT (\S+):(\d+) HTTP\/1.1\r\n/.exec(head) ?? []
  proxy.targets.push(`${host}:${port}`)
  const given = /^proxy-authorization: Basic (\S+)/im.exec(head)?.[1] ?? ''
  if (rules.credentials && Buffer.from(given, 'base64').toString() !== rules.credentials) {
    client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n')
    return
  }
  const upstream = connect({ host: '127.0.0.1', port: rules.routes?.[`${host}:${port}`] ?? Number(port) })
  let stands = false
  upstream.once('connect', () => {
    stands = true
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    client.pipe(upstream).pipe(client)
  })
  upstream.on('error', () => {
    if (!stands) client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
    client.destroySoon()
  })
  upstream.on('close', () => client.destroySoon())
  client.on('close', () => upstream.destroy())
}
