import { InvalidInput } from '../../domain/errors.ts'
import { delay, lost, noDate, reset, shiftedDate } from './delivery-faults.ts'
import { milliseconds } from './duration.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import {
  afterwards,
  errorAnswer,
  htmlPage,
  instead,
  redirectTo,
  tooManyAttempts,
} from './replacing-faults.ts'
import { ghostDelete, huge, noSecret, staleList } from './rewriting-faults.ts'

type Make = (value: string) => Misbehaviour
interface Action {
  value: 'none' | 'optional' | 'required'
  make: Make
}

const plain = (misbehaviour: Misbehaviour): Action => ({ value: 'none', make: () => misbehaviour })
const valued = (make: Make): Action => ({ value: 'required', make })

/** Every fault by the name that is typed; the README's table says what each does. */
const actions: Record<string, Action> = {
  drop: plain(lost('drop')),
  reset: plain(reset),
  stall: plain(lost('stall')),
  cut: valued(value => lost({ cutAt: wholeNumber(value, 0, Number.MAX_SAFE_INTEGER) })),
  delay: valued(value => delay(positive(value))),
  status: valued(value => instead(errorOf(value))),
  'status-after': valued(value => afterwards(errorOf(value))),
  429: { value: 'optional', make: tooMany },
  'empty-401': plain(instead(() => errorAnswer(401, ''))),
  html: plain(instead(htmlPage)),
  redirect: valued(value => instead(() => redirectTo(value))),
  huge: plain(huge),
  'no-date': plain(noDate),
  date: valued(value => shiftedDate(milliseconds(value))),
  'ghost-delete': plain(ghostDelete),
  'no-secret': plain(noSecret),
  'stale-list': valued(value => staleList(positive(value))),
}

/** The misbehaviour of that name. Throws `InvalidInput` for an unknown name and for a missing, needless or bad value. */
export function faultAction(name: string, value: string | undefined): Misbehaviour {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (!action) {
    throw new InvalidInput(`no such fault: '${name}'`, { hint: `one of ${Object.keys(actions).join(', ')}` })
  }
  if (action.value === 'required' && !value) {
    throw new InvalidInput(`the fault '${name}' needs a value`, { hint: `write ${name}=VALUE@METHOD PATH` })
  }
  if (action.value === 'none' && value !== undefined) {
    throw new InvalidInput(`the fault '${name}' takes no value`)
  }
  return action.make(value ?? '')
}

function errorOf(value: string): () => Response {
  const status = wholeNumber(value, 200, 599)
  return () => errorAnswer(status)
}

function wholeNumber(text: string, least: number, most: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw new InvalidInput(`'${text}' is not a whole number from ${least} to ${most}`)
  }
  return number
}

function positive(text: string): number {
  const ms = milliseconds(text)
  if (ms < 0) throw new InvalidInput(`'${text}' is not a time to wait`)
  return ms
}

function tooMany(value: string): Misbehaviour {
  const seconds = value === '' ? undefined : String(wholeNumber(value, 0, Number.MAX_SAFE_INTEGER))
  return instead(() => tooManyAttempts(seconds))
}
