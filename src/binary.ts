import { front } from './front.ts'
import { keychainChildArgument } from './own-program.ts'

/** What bin/beatpass.js does, for a program that has all of it in one file. */
const args = process.argv.slice(2)

if (args[0] === keychainChildArgument) void import('./adapters/secret-stores/keychain-child.ts')
else {
  const fronted = front(args)
  if ('exitCode' in fronted) process.exit(fronted.exitCode)
  else void run(fronted)
}

async function run(fronted: Exclude<ReturnType<typeof front>, { exitCode: number }>): Promise<void> {
  const { main } = await import('./main.ts')
  process.exitCode = await main(args, fronted)
}
