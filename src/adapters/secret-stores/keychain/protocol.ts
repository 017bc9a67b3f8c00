import type { KeychainEngine } from '../../../domain/profile.ts'

/** keytar's call shape, which both engines have. `null` and `false` only when it is known not to be stored. */
export interface KeychainApi {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

export type KeychainCall =
  | { call: 'get' | 'delete'; service: string; account: string }
  | { call: 'set'; service: string; account: string; secret: string }

/** One line of JSON on the child's stdin. */
export type KeychainRequest = KeychainCall & { id: number; engine: KeychainEngine }

/** One line of JSON on the child's stdout. `missing`: the engine is not installed. */
export type KeychainAnswer =
  | { id: number; value: string | null }
  | { id: number; error: string; missing: boolean }

/** Collects chunks of text and hands on every whole line, without its end. */
export function lineReader(onLine: (line: string) => void): (chunk: string) => void {
  let rest = ''
  return chunk => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(onLine)
  }
}

/** The answer on one line of the child's stdout, or `undefined` for a line that a native library printed. */
export function parseAnswer(line: string): KeychainAnswer | undefined {
  return line.startsWith('{"id":') ? (JSON.parse(line) as KeychainAnswer) : undefined
}
