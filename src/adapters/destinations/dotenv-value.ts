const bare = /^[A-Za-z0-9_.~+/=:@%-]+$/
/** bash expands a tilde at the start of a value and behind each colon. */
const tilde = /(^|:)~/
/** Control, separator and half characters: some reader ends, drops or changes each of them. */
const unkeepable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFEFF]/u
/** python-dotenv unescapes `\\` and `\'` and expands `${…}` within single quotes too; a `\` at the end hides the closing quote. */
const misreadInSingle = /\\\\|\\$|\$\{/

/**
 * The value as a dotenv file takes it, so that node's --env-file, dotenv, python-dotenv and bash read back exactly it;
 * `undefined` where no way of quoting does that.
 */
export function quoteForDotenv(value: string): string | undefined {
  if (value === '' || unkeepable.test(value)) return undefined
  if (bare.test(value) && !tilde.test(value)) return value
  if (!value.includes("'")) return misreadInSingle.test(value) ? undefined : `'${value}'`
  return /[$\\"`]/.test(value) ? undefined : `"${value}"`
}

/** The value and the comment behind it, of the text behind `NAME=` (`multi-line` where a quoted one spans lines). */
export function readDotenvValue(raw: string): { value: string; comment: string } {
  const quoted = /^\s*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|`([^`]*)`)([^\S\r\n]+#.*)?\s*$/.exec(raw)
  if (quoted) {
    const [, single, double, tick, comment] = quoted
    return { value: single ?? tick ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'), comment: comment ?? '' }
  }
  const comment = /(^|[^\S\r\n]+)#.*$/.exec(raw)
  return { value: raw.slice(0, comment?.index).trim(), comment: comment?.[0] ?? '' }
}
