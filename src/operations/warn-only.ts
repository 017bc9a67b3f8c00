import { BeatpassError } from '../domain/errors.ts'

/** Does it; why it could not be done is a warning that begins with the consequence. */
export async function warnOnly(consequence: string, work: () => Promise<void>): Promise<string[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (!(error instanceof BeatpassError)) throw error
    return [`${consequence}: ${error.message}`]
  }
}
