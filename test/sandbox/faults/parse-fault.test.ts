import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../src/domain/errors.ts'
import { parseFault } from '../../../src/sandbox/faults/parse-fault.ts'

const ever = Number.POSITIVE_INFINITY

describe('parseFault', () => {
  test.each([
    ['drop@POST /access-tokens', 'POST', '/access-tokens', false, 1, ever],
    ['cut=20@get /users/me#2', 'GET', '/users/me', false, 2, 2],
    ['delay=2s@* /*#3-', '*', '/', true, 3, ever],
    ['429=30@DELETE /access-tokens/*#-2', 'DELETE', '/access-tokens/', true, 1, 2],
    ['429@DELETE /access-tokens/12#2-4', 'DELETE', '/access-tokens/12', false, 2, 4],
    ['redirect=/pricing@POST /auth/login', 'POST', '/auth/login', false, 1, ever],
    ['redirect=https://a.test/?b=c#d@POST /auth/login', 'POST', '/auth/login', false, 1, ever],
    ['date=-1h@GET /users/me', 'GET', '/users/me', false, 1, ever],
  ])('%s', (text, method, path, prefix, first, last) => {
    expect(parseFault(text)).toMatchObject({ text, method, path, prefix, first, last })
  })

  test.each([
    ['', "not a fault: ''"],
    ['drop', "not a fault: 'drop'"],
    ['drop@POST', "not a fault: 'drop@POST'"],
    ['drop@POST access-tokens', "not a fault: 'drop@POST access-tokens'"],
    ['drop@POST /a/*/b', "not a fault: 'drop@POST /a/*/b'"],
    ['drop@POST /a?b', "not a fault: 'drop@POST /a?b'"],
    ['drop@POST /a#', "not a count of requests in the fault 'drop@POST /a#'"],
    ['drop@POST /a#-', "not a count of requests in the fault 'drop@POST /a#-'"],
    ['drop@POST /a#0', "not a count of requests in the fault 'drop@POST /a#0'"],
    ['drop@POST /a#4-2', "not a count of requests in the fault 'drop@POST /a#4-2'"],
    // Regressed: a mistyped method was taken, and the fault never came.
    ['drop@PSOT /a', "no such method in the fault 'drop@PSOT /a'"],
    ['explode@POST /a', "no such fault: 'explode'"],
    ['constructor@POST /a', "no such fault: 'constructor'"],
    ['drop=1@POST /a', "the fault 'drop' takes no value"],
    ['cut@POST /a', "the fault 'cut' needs a value"],
    ['cut=@POST /a', "the fault 'cut' needs a value"],
    ['cut=ten@POST /a', "'ten' is not a whole number from 0 to 9007199254740991"],
    ['status=99@POST /a', "'99' is not a whole number from 200 to 599"],
    ['status-after=5xx@POST /a', "'5xx' is not a whole number from 200 to 599"],
    ['429=soon@POST /a', "'soon' is not a whole number from 0 to 9007199254740991"],
    ['delay=2@POST /a', "not a duration: '2'"],
    ['delay=-2s@POST /a', "'-2s' is not a time to wait"],
    ['date=tomorrow@POST /a', "not a duration: 'tomorrow'"],
  ])('refuses %s', (text, message) => {
    expect(() => parseFault(text)).toThrow(InvalidInput)
    expect(() => parseFault(text)).toThrow(message)
  })

  test('an unknown fault’s hint names those there are', () => {
    expect(() => parseFault('explode@POST /a')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^one of .*drop, reset, stall, cut/) }),
    )
  })
})
