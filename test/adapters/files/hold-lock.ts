import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFileLock } from '../../../src/adapters/files/file-lock.ts'

// A process of the lock's tests: `count PATH TIMES` waits for one other, then adds to a number in the file, each time under its lock;
// `hold PATH` takes the lock, says so, and keeps it until it is killed.
const [verb, path = '', times] = process.argv.slice(2)

async function count(): Promise<void> {
  await appendFile(`${path}.ready`, '+')
  while ((await readFile(`${path}.ready`, 'utf8')).length < 2) await sleep(1)
  for (let n = 0; n < Number(times); n++) {
    await sleep(1)
    await withFileLock(path, async () => {
      const number = Number(await readFile(path, 'utf8'))
      await appendFile(`${path}.log`, `${process.pid}\n`)
      await writeFile(path, String(number + 1))
    })
  }
}

async function hold(): Promise<void> {
  await withFileLock(path, async () => {
    process.stdout.write('held\n')
    await sleep(600_000)
  })
}

void (verb === 'hold' ? hold() : count())
