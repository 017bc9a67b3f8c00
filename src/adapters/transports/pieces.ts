import type { Readable } from 'node:stream'

/**
 * The body of an answer as it comes in, for one reader; whoever leaves early lets go of the connection. Rejects when it breaks
 * off. Node's own iterator does the same for all kinds of streams, and costs a single request a sixtieth of its time.
 */
export async function* piecesOf(answer: Readable): AsyncGenerator<Uint8Array> {
  let [wake, failure] = [(): void => undefined, undefined as Error | undefined]
  const look = () => wake()
  answer.on('readable', look).on('end', look).on('close', look)
  answer.on('error', error => {
    failure = error
    look()
  })
  try {
    for (;;) {
      const piece: Uint8Array | null = answer.read()
      if (piece !== null) yield piece
      else if (failure) throw failure
      else if (answer.readableEnded) return
      else if (answer.destroyed) throw brokenOff()
      else
        await new Promise<void>(resolve => {
          wake = resolve
        })
    }
  } finally {
    if (!answer.readableEnded) answer.destroy()
  }
}

/** It was over before anybody listened: then Node keeps the reason to itself. */
function brokenOff(): Error {
  return Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
}
