/** Whether an API address is on that host, in whatever spelling. */
export function isAt(apiUrl: string, host: string): boolean {
  return new URL(apiUrl).hostname.replace(/\.$/, '') === host
}

/**
 * A page of a platform whose API lives on `api.` of its site: `path` where the site is ours to know (a sandbox), the site
 * alone on the operator's own host, whose paths nobody outside knows.
 */
export function webPage(apiUrl: string, apiHost: string, path: string): string {
  return isAt(apiUrl, apiHost)
    ? `https://${apiHost.replace(/^api\./, '')}/`
    : `${new URL(apiUrl).origin}${path}`
}
