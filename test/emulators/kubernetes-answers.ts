import { type Asker, type Question, questions } from './kubernetes-questions.ts'

/** What of an answer has to be the same on every server. */
export interface Answer {
  name: string
  status: number
  kind: unknown
  reason?: unknown
  message?: unknown
  details?: unknown
  type?: unknown
  data?: unknown
  immutable?: unknown
  allowed?: unknown
  /** The resourceVersion against the one that was seen before. */
  version: 'none' | 'same' | 'changed'
}

type Send = (question: Question) => Promise<{ status: number; body: string }>

/** The messages of these differ from release to release. */
const loose = [400, 415, 422]

/** Asks a server all questions in their order and gives what it answered, without what is by chance. */
export async function answersOf(send: Send): Promise<Answer[]> {
  const answers: Answer[] = []
  let seen = ''
  for (const question of questions) {
    const body = question.body?.replace('$version', seen)
    const { status, body: text } = await send(body === undefined ? question : { ...question, body })
    const said = JSON.parse(text)
    const version = String(said.metadata?.resourceVersion ?? '')
    const compared = version === '' ? 'none' : version === seen ? 'same' : 'changed'
    answers.push({ name: question.name, status, kind: said.kind, ...told(said, status), version: compared })
    if (version !== '') seen = version
  }
  return answers
}

/** The bearer token of each asker. */
export const bearers: Record<Asker, string> = {
  admin: 'admin-token-1',
  stranger: 'stranger-token-1',
  nobody: 'unknown-token-1',
}

/** The headers of a question. */
export function headersOf({ as, body, type = 'application/json' }: Question): Record<string, string> {
  const typed = body === undefined ? {} : { 'Content-Type': type }
  return { Authorization: `Bearer ${bearers[as]}`, Accept: 'application/json', ...typed }
}

function told(said: Record<string, unknown>, status: number): Partial<Answer> {
  if (said.kind === 'Status') {
    const { reason, message, details } = said
    const { name, kind } = (details ?? {}) as { name?: string; kind?: string }
    return { reason, ...(loose.includes(status) ? {} : { message, details: { name, kind } }) }
  }
  const { type, data, immutable } = said
  const { allowed } = (said.status ?? {}) as { allowed?: boolean }
  return { type, data, immutable, allowed }
}
