import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Where a connection breaks: after so many bytes of one direction of one exchange, and in which manner. */
export interface Cut {
  /** Counted from 0, over all connections. */
  exchange: number
  direction: 'up' | 'down'
  after: number
  manner: 'reset' | 'end' | 'stall'
}

/** The bytes of an exchange, request and answer. */
export interface ExchangeSize {
  up: number
  down: number
}

/** A line between the command and the sandbox, which breaks as it is told. */
export interface Wire {
  apiUrl: string
  /** From now on: counts from the first exchange again, and breaks there. */
  set(cut: Cut | undefined): void
  /** What went over it since. */
  sizes: ExchangeSize[]
  /** Whether it broke as it was told. */
  broke: boolean
}

/** A wire to that port of loopback, which ends with the test. The sandbox must not see whose port it is. */
export async function openWire(port: number): Promise<Wire> {
  const sockets = new Set<Socket>()
  let cut: Cut | undefined
  const wire: Wire = {
    apiUrl: '',
    sizes: [],
    broke: false,
    set(next) {
      cut = next
      wire.sizes = []
      wire.broke = false
    },
  }
  const server = createServer(near => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
    }
    join(near, far, wire, () => cut, `127.0.0.1:${(server.address() as AddressInfo).port}`, port)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  wire.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`
  return wire
}

function join(
  near: Socket,
  far: Socket,
  wire: Wire,
  cut: () => Cut | undefined,
  ownHost: string,
  port: number,
): void {
  let at = -1
  let answering = true
  let broken = false
  const pass = (direction: Cut['direction'], bytes: Buffer, to: Socket) => {
    if (broken) return
    const size = wire.sizes[at]
    const due = cut()
    if (size === undefined) return
    const before = size[direction]
    size[direction] += bytes.length
    const breaks = due?.exchange === at && due.direction === direction && size[direction] > due.after
    if (!due || !breaks) return void to.write(bytes)
    broken = true
    wire.broke = true
    to.write(bytes.subarray(0, due.after - before), () => breakOff(due.manner, near, far))
  }
  near.on('data', (bytes: Buffer) => {
    if (answering) at = wire.sizes.push({ up: 0, down: 0 }) - 1
    answering = false
    pass('up', hosted(bytes, ownHost, port), far)
  })
  far.on('data', (bytes: Buffer) => {
    answering = true
    pass('down', bytes, near)
  })
  near.on('end', () => far.end()).on('close', () => far.destroy())
  far.on('end', () => broken || near.end()).on('close', () => broken || near.destroy())
}

/** The request with the sandbox's own address in its head; as many bytes, so that none is counted wrongly. */
function hosted(bytes: Buffer, ownHost: string, port: number): Buffer {
  const text = bytes.toString('latin1').replace(`Host: ${ownHost}\r\n`, `Host: 127.0.0.1:${port}\r\n`)
  const changed = Buffer.from(text, 'latin1')
  if (changed.length !== bytes.length) throw new Error('ports of different length')
  return changed
}

function breakOff(manner: Cut['manner'], near: Socket, far: Socket): void {
  if (manner === 'stall') return
  if (manner === 'reset') {
    near.resetAndDestroy()
    far.resetAndDestroy()
  } else {
    near.end()
    far.end()
  }
}
