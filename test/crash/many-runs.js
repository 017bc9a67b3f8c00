import { AsyncLocalStorage } from 'node:async_hooks'
import fs from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'

// The built command's own main(), many times in one process, so that thousands of runs cost no thousand starts of Node.
// Each run has its environment, its standard output and error to itself; the home folder comes by the XDG variables.

const runs = new AsyncLocalStorage()
const environment = process.env
const writeSync = fs.writeSync

Object.defineProperty(process, 'env', { get: () => runs.getStore()?.env ?? environment })
fs.writeSync = (descriptor, bytes, at = 0, ...rest) => {
  const run = runs.getStore()
  if (!run || (descriptor !== 1 && descriptor !== 2)) return writeSync(descriptor, bytes, at, ...rest)
  const part = Buffer.from(bytes).subarray(at)
  run.output[descriptor] += part.toString()
  return part.length
}
syncBuiltinESMExports()

const { main } = createRequire(import.meta.url)('../../dist/front.cjs').loadCore()
const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException']
process.setMaxListeners(0)

process.on('message', async ({ id, args, env }) => {
  const output = { 1: '', 2: '' }
  const exitCode = await runs.run({ env, output }, () => main(args))
  for (const event of events) process.removeAllListeners(event)
  process.send({ id, exitCode, stdout: output[1], stderr: output[2] })
})
process.on('disconnect', () => process.exit())
