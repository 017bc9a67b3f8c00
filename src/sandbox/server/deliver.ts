import { type ServerResponse, STATUS_CODES } from 'node:http'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Answer } from '../faults/misbehaviour.ts'

/** Sends an answer in its manner: a whole one through the listener that called, any other on the raw socket. */
export async function deliver(answer: Answer, outgoing: ServerResponse): Promise<Response> {
  const { response, delivery, date } = answer
  outgoing.sendDate = false
  if (date) response.headers.set('Date', date.toUTCString())
  if (delivery === 'whole') return response
  const socket = outgoing.socket
  if (delivery === 'drop') socket?.destroy()
  if (delivery === 'reset') socket?.resetAndDestroy()
  if (typeof delivery === 'object') {
    socket?.write((await rawBytes(response)).subarray(0, delivery.cutAt))
    socket?.destroySoon()
  }
  return RESPONSE_ALREADY_SENT
}

/** The answer as it would go over the wire, head and body. */
async function rawBytes(response: Response): Promise<Buffer> {
  const body = Buffer.from(await response.arrayBuffer())
  const headers = new Headers(response.headers)
  headers.set('Content-Length', String(body.length))
  headers.set('Connection', 'keep-alive')
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${lines}\r\n`
  return Buffer.concat([Buffer.from(head), body])
}
