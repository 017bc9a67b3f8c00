import { createHash, createHmac } from 'node:crypto'

/** What a request says of who signed it. */
export interface SignedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

/** What the emulator knows of its one user. */
export interface Identity {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  region: string
  /** How far a signature's time may be from ours; AWS allows five minutes. */
  skewMs?: number
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Why a request is not signed as AWS's Signature Version 4 asks, as the name of the error; `undefined` where it is. */
export function signatureFault(request: SignedRequest, identity: Identity, now: Date): string | undefined {
  const { headers } = request
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/
  const [, key, day = '', region, service, signed = '', signature] =
    pattern.exec(headers.authorization ?? '') ?? []
  if (!key) return 'MissingAuthenticationTokenException'
  if (key !== identity.accessKeyId) return 'UnrecognizedClientException'
  if (headers['x-amz-security-token'] !== identity.sessionToken) return 'UnrecognizedClientException'
  const stamp = headers['x-amz-date'] ?? ''
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? []
  const [year = 0, month = 0, date = 0, ...time] = parts.map(Number)
  const sentAt = Date.UTC(year, month - 1, date, ...time)
  const scoped = region === identity.region && service === 'secretsmanager' && stamp.startsWith(day)
  if (!scoped || !(Math.abs(now.getTime() - sentAt) < (identity.skewMs ?? 300_000)))
    return 'InvalidSignatureException'
  const names = signed.split(';')
  const needed = ['content-type', 'host', 'x-amz-date', 'x-amz-target']
  if (identity.sessionToken !== undefined) needed.push('x-amz-security-token')
  if (!needed.every(name => names.includes(name))) return 'InvalidSignatureException'
  const lines = names.map(name => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('')
  const canonical = [request.method, request.path, '', lines, signed, hash(request.body)].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, hash(canonical)].join('\n')
  const keys = [day, identity.region, 'secretsmanager', 'aws4_request']
  const signingKey = keys.reduce<string | Buffer>(hmac, `AWS4${identity.secretAccessKey}`)
  return hmac(signingKey, text).toString('hex') === signature ? undefined : 'InvalidSignatureException'
}
