import { readSync, writeSync } from 'node:fs'
import type { KeychainEngine } from '../../domain/profile.ts'
import { openKeytar } from './keychain/keytar.ts'
import { openNapiKeyring } from './keychain/napi-keyring.ts'
import {
  type KeychainAnswer,
  type KeychainApi,
  type KeychainRequest,
  lineReader,
} from './keychain/protocol.ts'

/*
 * The process that touches the OS keychain, so that a hanging call can be killed. It takes requests on stdin, one line
 * each, answers them in order on stdout, and ends with its stdin. Nothing is in its arguments or its environment.
 */
const engines: Record<KeychainEngine, () => Promise<KeychainApi>> = {
  'napi-keyring': openNapiKeyring,
  keytar: openKeytar,
}

async function perform(request: KeychainRequest, api: KeychainApi): Promise<string | null> {
  if (request.call === 'get') return api.getPassword(request.service, request.account)
  if (request.call === 'set') await api.setPassword(request.service, request.account, request.secret)
  else await api.deletePassword(request.service, request.account)
  return null
}

async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  const { id } = request
  let missing = true
  try {
    const api = await engines[request.engine]()
    missing = false
    return { id, value: await perform(request, api) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error), missing }
  }
}

function serve(): void {
  // Unheard it opens Node's debugger: a port at which every user of this machine could read what is in memory.
  process.on('SIGUSR1', () => undefined)
  let before = Promise.resolve()
  const read = lineReader(line => {
    before = before.then(async () => {
      writeSync(1, `${JSON.stringify(await answer(JSON.parse(line)))}\n`)
    })
  })
  read(firstLines())
  // After the first call has begun: to load the streams takes as long as that call, and it is being waited for.
  setImmediate(() => {
    process.stdin
      .setEncoding('utf8')
      .on('data', read)
      .on('end', () => process.exit())
  })
}

/** What is on stdin up to the end of a line, without any stream. */
function firstLines(): string {
  const piece = Buffer.alloc(65_536)
  let bytes = Buffer.alloc(0)
  while (bytes.at(-1) !== 0x0a) {
    const length = readSync(0, piece)
    if (length === 0) process.exit()
    bytes = Buffer.concat([bytes, piece.subarray(0, length)])
  }
  return bytes.toString('utf8')
}

serve()
