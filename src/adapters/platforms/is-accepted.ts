import { CredentialRejected } from '../../domain/errors.ts'

/** Whether what is read with a credential is read; throws whatever is not a rejection of it. */
export async function isAccepted(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read()
    return true
  } catch (error) {
    if (error instanceof CredentialRejected) return false
    throw error
  }
}
