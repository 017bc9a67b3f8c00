import { afterAll, beforeAll, describe } from 'vitest'
import { secretStoreContract } from '../../../contracts/secret-store.ts'
import { type AgeFolder, makeAgeFolder } from './age-folder.ts'

describe('age', () => {
  let folder: AgeFolder
  beforeAll(async () => {
    folder = await makeAgeFolder()
  })
  afterAll(() => folder.remove())

  secretStoreContract('age with an identity', () => folder.open())
  secretStoreContract('age with a passphrase', () =>
    folder.open({ path: `${folder.file}.scrypt`, passphrasePath: folder.passphrasePath, workFactor: 10 }),
  )
})
