import { locksContract } from '../contracts/locks.ts'
import { MemoryLocks } from './memory-locks.ts'

locksContract('memory', () => new MemoryLocks())
