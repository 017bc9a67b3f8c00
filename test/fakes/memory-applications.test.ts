import { applicationsContract } from '../contracts/applications.ts'
import { MemoryApplications } from './memory-applications.ts'
import { freshSecret } from './secrets.ts'

applicationsContract('memory', async () => {
  const credential = freshSecret()
  const applications = new MemoryApplications(other => other.equals(credential))
  return { applications, credential, close: async () => undefined }
})
