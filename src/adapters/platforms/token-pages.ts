import { AnswerNotUnderstood } from '../../domain/errors.ts'
import type { PlatformToken } from '../../domain/token.ts'
import type { HttpAnswer } from '../../ports/transport.ts'
import { Field } from '../answers/field.ts'
import { ListSplitter } from '../answers/list-splitter.ts'
import { PartTooLarge } from '../answers/part-too-large.ts'
import { notJson, readToken } from './beatpass-answers.ts'
import { plainToken } from './plain-token.ts'
import { keepYoungHeapSmall } from './young-heap.ts'

const mebibyte = 1_048_576

/** The largest answer with a list that is read; it is never held as a whole. */
export const longestList = 512 * mebibyte

/** From here on memory is looked after, the list of ten thousand tokens included. */
const longAnswer = 2 * mebibyte

/** Wherever a generation of the code base may have the tokens. */
const places = [['user', 'tokens'], ['tokens'], ['data', 'user', 'tokens'], ['data', 'tokens']]

/** An answer without its tokens, and where they were. */
export interface Unlisted {
  answer: Field
  /** `user.tokens`; undefined where no list held a token. */
  path: string | undefined
}

/** Of an answer that was left before its end. */
export const unread: Unlisted = { answer: new Field(undefined), path: undefined }

/**
 * The tokens of an answer as they come, in pages of what one piece of the body completes; at last the answer without
 * them. Throws `AnswerNotUnderstood`, and what reading the body throws.
 */
export async function* tokenPages(answer: HttpAnswer): AsyncGenerator<PlatformToken[], Unlisted, undefined> {
  const splitter = new ListSplitter(places, { item: mebibyte, rest: mebibyte })
  let [count, size, beginning] = [0, 0, '']
  const reading = <T>(read: () => T): T => {
    try {
      return read()
    } catch (error) {
      throw understood(error, { ...answer, body: beginning })
    }
  }
  for await (const chunk of answer.chunks) {
    if (size <= longAnswer && size + chunk.byteLength > longAnswer) keepYoungHeapSmall()
    size += chunk.byteLength
    beginning ||= Buffer.from(chunk.subarray(0, 100)).toString('utf8')
    const items = reading(() => splitter.write(chunk))
    const path = splitter.path?.join('.') ?? ''
    if (items.length > 0) yield items.map((item, at) => readItem(item, path, count + at))
    count += items.length
  }
  const rest = reading(() => splitter.end())
  return { answer: new Field(rest), path: splitter.path?.join('.') }
}

/**
 * Sees to it that the tokens that were taken from an answer are those of the list that it means; null: it means none.
 * Throws `AnswerNotUnderstood`.
 */
export function confirmList(meant: Field | null, { path }: Unlisted): void {
  const left = meant?.list().length ?? 0
  if (left === 0 && (path === undefined || path === meant?.path)) return
  throw new AnswerNotUnderstood("the platform's answer was not understood: it has several lists of tokens")
}

function readItem(item: unknown, path: string, at: number): PlatformToken {
  return plainToken(item) ?? readToken(new Field(item, `${path}[${at}]`))
}

function understood(error: unknown, response: Parameters<typeof notJson>[0]): unknown {
  if (error instanceof SyntaxError) return notJson(response)
  if (!(error instanceof PartTooLarge)) return error
  const what = error.part === 'item' ? 'a token in it' : 'what is beside the tokens'
  return new AnswerNotUnderstood(
    `the platform's answer was not understood: ${what} is larger than ${mebibyte} bytes`,
  )
}
