/** Hides the secret part of anything that looks like a token: `12|…` or its URL-encoded form, of which the id stays, `bca_live_…`, `mzy_…`. */
export function redactTokens(text: string): string {
  // From the first digit of a number only: from each of them, a long number would cost the square of its length.
  return text
    .replace(/(?<!\d)(\d+)(?:\||%7c)[A-Za-z0-9_]{20,}/gi, '$1|***')
    .replace(/(?<![A-Za-z0-9])(bca_live_|bca_test_|bcat_|bcrt_|bcas_|mzy_)[A-Za-z0-9]{20,}/gi, '$1***')
}
