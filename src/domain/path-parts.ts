import { printable } from './printable.ts'

/**
 * The parts of a path such as `kv/team/ci`; slashes at its ends do not count. `undefined` where it has none, or one that is
 * empty, `.` or `..`, begins or ends with a space, or holds what cannot be seen.
 */
export function pathParts(text: string): string[] | undefined {
  const parts = text.replace(/^\/+|\/+$/g, '').split('/')
  const sound = (part: string) =>
    part !== '' && part !== '.' && part !== '..' && part.trim() === part && printable(part) === part
  return parts.every(sound) ? parts : undefined
}
