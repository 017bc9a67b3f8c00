import type { Secret } from '../../domain/secret.ts'

/** How long each part of one exchange may take, in milliseconds. */
export interface Times {
  /** Until the connection stands: name, TCP, proxy and TLS together. */
  connect: number
  /** For one address of a host, before the next one is tried beside it. */
  attempt: number
  /** From the request to the first line of the answer. */
  headers: number
  /** Between two pieces of the body. */
  idle: number
  /** The whole exchange. */
  overall: number
}

export const defaultTimes: Times = {
  connect: 10_000,
  attempt: 2_500,
  headers: 15_000,
  idle: 10_000,
  overall: 120_000,
}

/** How to know a server, and to be known by it. */
export interface TlsSettings {
  /** PEM of the only authorities to trust instead of Node's own (which follow `NODE_EXTRA_CA_CERTS`). */
  ca?: string
  /** PEM of a client certificate and of its key. */
  client?: { cert: string; key: Secret }
  /** The name that the server's certificate must bear, where it is not the host's. */
  serverName?: string
}

export interface TransportOptions extends TlsSettings {
  /** What is left out keeps its default. */
  times?: Partial<Times>
}

/** The largest head of an answer, in bytes, whatever NODE_OPTIONS says. */
export const maxHeaderSize = 32_768

/** How a host's addresses are tried. */
export function addressOptions(options: TransportOptions) {
  return {
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: options.times?.attempt ?? defaultTimes.attempt,
  }
}

/** What every TLS connection is made with, whatever NODE_OPTIONS or NODE_TLS_REJECT_UNAUTHORIZED say. */
export function tlsOptions(options: TransportOptions) {
  return {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.client && { cert: options.client.cert, key: options.client.key.reveal() }),
    ...(options.serverName === undefined ? {} : { servername: options.serverName }),
  }
}
