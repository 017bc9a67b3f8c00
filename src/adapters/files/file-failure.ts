import { dirname } from 'node:path'
import { plainWord } from '../../domain/shell-word.ts'
import { codeOf } from './private-file.ts'

/** A failed file operation in plain words: one line that names the path, and what to do next. */
export interface FileFailure {
  message: string
  hint: string
}

const words: Record<string, (path: string) => FileFailure> = {
  ENOENT: path => ({
    message: `the folder of ${path} does not exist`,
    hint: `create it first: mkdir -p ${plainWord(dirname(path))}`,
  }),
  ENOTDIR: path => ({ message: `a part of ${path} is not a folder`, hint: 'check the path' }),
  EISDIR: path => ({ message: `${path} is a folder`, hint: 'name a file' }),
  ENAMETOOLONG: path => ({ message: `the name ${path} is too long`, hint: 'choose a shorter one' }),
  EACCES: path => ({
    message: `no permission for ${path}`,
    hint: 'run as its owner, or choose a place that you may write',
  }),
  EROFS: path => ({
    message: `${path} is on a read-only file system`,
    hint: 'choose a place that can be written',
  }),
  ENOSPC: path => ({ message: `no space left for ${path}`, hint: 'free some space, then run it again' }),
  EDQUOT: path => ({ message: `the disk quota is used up for ${path}`, hint: 'free some space' }),
  EFBIG: path => ({
    message: `${path} may not grow that large`,
    hint: 'raise the file size limit (ulimit -f)',
  }),
  EIO: path => ({ message: `the disk of ${path} fails`, hint: 'check the disk' }),
  EMFILE: path => ({ message: `too many open files, ${path} cannot be opened`, hint: 'raise ulimit -n' }),
}

/** The words for a Node system error; `undefined` for anything that is not one (our own errors, bugs). */
export function fileFailure(error: unknown, path: string): FileFailure | undefined {
  const code = codeOf(error)
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined
  const known = words[code === 'EPERM' ? 'EACCES' : code]
  return known?.(path) ?? { message: `${path} cannot be used (${code})`, hint: 'check the path and its disk' }
}
