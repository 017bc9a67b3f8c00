import type { Clock } from '../clock.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import type { Answer } from '../faults/misbehaviour.ts'
import { describeRequest } from './describe-request.ts'
import type { RequestLog } from './request-log.ts'

export interface ApiParts {
  /** Does the work of a request: the platform's routes. */
  respond(request: Request, ip: string): Response | Promise<Response>
  plan: FaultPlan
  log: RequestLog
  clock: Clock
  stopping: AbortSignal
  nameFields: Dialect['nameFields']
}

/** Takes a request to the API down in the log, by that path, and answers it through whatever faults are due. */
export async function answerApi(
  request: Request,
  path: string,
  ip: string,
  parts: ApiParts,
): Promise<Answer> {
  const { plan, log, clock, stopping, nameFields } = parts
  const entry = await describeRequest(request, { path, nameField: nameFields[path], at: clock() })
  log.arrived(entry)
  const due = plan(request.method, path)
  const answer = await due.misbehave({ request, clock, stopping }, async worked => ({
    response: await parts.respond(worked, ip),
    delivery: 'whole',
    date: clock(),
  }))
  log.answered(entry, answer.delivery === 'whole' ? answer.response.status : null, due.texts)
  return answer
}
