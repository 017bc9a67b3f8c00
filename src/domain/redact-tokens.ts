/** Hides the secret part of anything that looks like a token, `12|…` or its URL-encoded form; the id stays. */
export function redactTokens(text: string): string {
  return text.replace(/(\d+)(?:\||%7c)[A-Za-z0-9_]{20,}/gi, '$1|***')
}
