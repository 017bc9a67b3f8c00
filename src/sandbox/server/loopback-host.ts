/**
 * Whether a request was meant for this sandbox, by its `Host`. A page elsewhere can give its own name our address (DNS
 * rebinding) and would then read answers as its own; its name stays in the header.
 */
export function isLoopbackHost(host: string | undefined, port: number): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].some(name => host?.toLowerCase() === `${name}:${port}`)
}
