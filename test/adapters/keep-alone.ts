import { FileProfiles } from '../../src/adapters/profiles.ts'
import { FileTokenRecords } from '../../src/adapters/token-records.ts'
import { BeatpassError } from '../../src/domain/errors.ts'

// A process of its own that keeps profiles or records: `profiles FOLDER PREFIX TIMES` writes PREFIX0, PREFIX1, …;
// `put FOLDER` and `remove FOLDER` a record; prints what became of it.
const [verb, folder = '', prefix = '', times] = process.argv.slice(2)

const record = {
  ...{ id: '1', name: 'ci', label: 'ci', masked: '1|***', createdAt: null, requestedExpiry: null },
  ...{ requestedAs: null, storedIn: [], graceEndsAt: null },
}

async function run(): Promise<string> {
  try {
    const records = new FileTokenRecords(folder, 'default', 'beatpass at https://x.test')
    if (verb === 'put') await records.put(record)
    if (verb === 'remove') await records.remove(record.id)
    const profiles = new FileProfiles(folder)
    for (let n = 0; n < Number(times ?? 0); n++) {
      await profiles.write({ name: `${prefix}${n}`, platform: 'beatpass', apiUrl: 'https://example.com/api' })
    }
    return 'done'
  } catch (error) {
    if (!(error instanceof BeatpassError)) return `a bug: ${error}`
    return `${error.exitCode} ${error.message} (${error.hint})`
  }
}

void run().then(outcome => process.stdout.write(`${outcome}\n`))
