import { authorizationContract } from '../contracts/authorization.ts'
import { ManualClock } from './manual-clock.ts'
import { MemoryAuthorization } from './memory-authorization.ts'

const nothing = async () => undefined

authorizationContract('memory', async () => {
  const clock = new ManualClock()
  return {
    ...{ authorization: new MemoryAuthorization(clock), client: { id: 'cli' }, scopes: ['user.profile'] },
    ...{ now: () => clock.now(), allow: nothing, allowOnDevice: nothing },
  }
})
