import { ExchangeFailed, type Reach } from '../../ports/transport.ts'

const reasons: [pattern: RegExp, reason: string][] = [
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ENOTFOUND|EAI_.*)$/, 'dns'],
  [
    /^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/,
    'reset',
  ],
  [/^ERR_HTTP2_(STREAM|SESSION|GOAWAY|INVALID_S)/, 'reset'],
  [/TIMEOUT|TIMEDOUT/, 'timeout'],
  [/HEADER_OVERFLOW|HEADERS_OVERFLOW|^ERR_BUFFER_TOO_LARGE$|^UND_ERR_RES_EXCEEDED/, 'too-large'],
  [/CERT|^ERR_(TLS|SSL)|^EPROTO$|SIGNATURE|CRL|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PRX_TLS/, 'tls'],
  [
    /^HPE|^Z_|^ERR_HTTP2|^ERR_(_ERROR|BROTLI|PADDING)|^ERR_(INVALID|HTTP_INVALID|UNESCAPED)|INVALID_ARG/,
    'malformed',
  ],
]

const words: Record<string, string> = {
  refused: 'the connection was refused',
  dns: 'its name cannot be resolved',
  reset: 'the connection was cut',
  timeout: 'it took too long',
  'too-large': 'the answer is too large',
  tls: 'no trusted TLS connection',
}

/**
 * The failure of an exchange with `host`, in our own words. The original error is left behind on purpose: a parser's
 * carries the raw answer, a proxy's the proxy's password.
 */
export function failureOf(error: unknown, reach: Reach, host: string): ExchangeFailed {
  const code = codeOf(error)
  const reason = reasons.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  const text = words[reason] ?? (reason === 'malformed' ? malformed(reach) : 'the connection failed')
  return new ExchangeFailed(`${host}: ${text}${code ? ` (${code})` : ''}`, reach, reason)
}

function malformed(reach: Reach): string {
  return reach === 'not-sent' ? 'the request cannot be written as HTTP' : 'the answer is not valid HTTP'
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = (error as NodeJS.ErrnoException).code ?? (error.name === 'HTTPParserError' ? 'HPE' : '')
  return typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code) ? code : ''
}
