import { DestinationUnavailable } from '../../../domain/errors.ts'
import { fileFailure } from '../../files/file-failure.ts'
import { codeOf } from '../../files/private-file.ts'
import { readOpenFile } from '../../files/read-open-file.ts'

/** The text of a file that a service's settings name, or `undefined` when there is none. Throws `DestinationUnavailable` when it cannot be read. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readOpenFile(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    const failure = fileFailure(error, path)
    if (!failure) throw error
    throw new DestinationUnavailable(failure.message, { hint: failure.hint, cause: error })
  }
}

/** The same for a file that has to be there; `source` is what names it: "GOOGLE_APPLICATION_CREDENTIALS". */
export async function readNamedFile(path: string, source: string): Promise<string> {
  const text = await readIfThere(path)
  if (text !== undefined) return text
  throw new DestinationUnavailable(`there is no file ${path}, which ${source} names`, {
    hint: 'check the path there',
  })
}
