import { InvalidInput } from '../../domain/errors.ts'

/** Variables that make a shell, a loader, an interpreter or a CI runner do something: a value from elsewhere must not set them. */
const dangerous = [
  /^(PATH|HOME|SHELL|USER|LOGNAME|TMPDIR|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|PROMPT_COMMAND|PS[0-4]|CDPATH|EDITOR|VISUAL|PAGER)$/,
  /^(LD|DYLD|GITHUB|RUNNER|ACTIONS|GIT|BASH_FUNC|NPM_CONFIG)_/,
  /^(NODE_OPTIONS|NODE_PATH|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED)$/,
  /^(PYTHON(PATH|HOME|STARTUP)|PERL5?(LIB|OPT|5LIB|5OPT)|RUBY(OPT|LIB)|_?JAVA(_TOOL)?_OPTIONS|JDK_JAVA_OPTIONS)$/,
  /^(HTTPS?_PROXY|ALL_PROXY|SSL_CERT_(FILE|DIR)|OPENSSL_CONF|GCONV_PATH)$/,
]

/** A variable's name for a dotenv file. Throws `InvalidInput` for what is not one, and for names that programs act upon. */
export function parseEnvName(text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
    throw new InvalidInput(`not a variable's name: '${text}'`, {
      hint: 'letters, digits and underscore, not beginning with a digit: env:.env#BEATPASS_TOKEN',
    })
  }
  if (dangerous.some(pattern => pattern.test(text.toUpperCase()))) {
    throw new InvalidInput(`the variable ${text} changes how programs run and cannot hold a token`, {
      hint: 'choose another name, for example BEATPASS_TOKEN',
    })
  }
  return text
}
