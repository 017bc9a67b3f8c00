import { InvalidInput } from '../../../domain/errors.ts'

/** Where a CI/CD variable lies. */
export interface GitlabAddress {
  /** In canonical form: `gitlab:acme/site@production#KEY`, `gitlab:group:acme#KEY`; the scope `*` is left out. */
  text: string
  /** For people: `project acme/site`. */
  title: string
  /** Of the project or group itself: `/api/v4/projects/acme%2Fsite`. */
  owner: string
  /** `/api/v4/projects/acme%2Fsite/variables`; the key comes behind it. */
  variables: string
  key: string
  /** `*` is all environments. */
  scope: string
}

const hint =
  'write gitlab:GROUP/PROJECT#KEY, gitlab:GROUP/PROJECT@SCOPE#KEY or gitlab:group:GROUP#KEY, for example gitlab:acme/site#BEATPASS_TOKEN'

/**
 * Takes `GROUP/PROJECT#KEY` apart: with subgroups `A/B/PROJECT`, or a project's number; `@SCOPE` is an environment scope.
 * A group has the same form as a project, so it is marked: `group:GROUP/SUB#KEY`. Throws `InvalidInput`.
 */
export function parseGitlabAddress(rest: string): GitlabAddress {
  const [, mark, path, typedScope, key] = /^(group:)?([^@#]+)(?:@([^#]+))?#([^#]*)$/su.exec(rest) ?? []
  if (path === undefined || key === undefined) {
    throw new InvalidInput(`gitlab:${rest} does not name a project or group and a variable`, { hint })
  }
  const kind = mark ? 'group' : 'project'
  if (!isPath(path, kind)) throw new InvalidInput(`not the path of a ${kind}: '${path}'`, { hint })
  const scope = parseScope(typedScope ?? '*')
  if (!/^[A-Za-z0-9_]{1,255}$/.test(key)) {
    throw new InvalidInput(`not the key of a GitLab variable: '${key}'`, {
      hint: 'letters, digits and underscore, at most 255: gitlab:acme/site#BEATPASS_TOKEN',
    })
  }
  const base = `/api/v4/${kind}s/${encodeURIComponent(path)}`
  const owner = kind === 'group' ? `${base}?with_projects=false` : base
  const text = `gitlab:${mark ?? ''}${path}${scope === '*' ? '' : `@${scope}`}#${key}`
  return { text, title: `${kind} ${path}`, owner, variables: `${base}/variables`, key, scope }
}

function isPath(text: string, kind: 'group' | 'project'): boolean {
  const parts = text.split('/')
  const named = parts.every(part => /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(part))
  return named && (kind === 'group' || parts.length > 1 || /^\d+$/.test(text))
}

/** As GitLab takes it: `production`, `review/*`. */
function parseScope(text: string): string {
  if (text === '*' || /^(?! )[A-Za-z0-9_/${}. *-]{1,255}(?<! )$/.test(text)) return text
  throw new InvalidInput(`not an environment scope: '${text}'`, {
    hint: 'letters, digits, space and - _ / $ { } . *, at most 255: gitlab:acme/site@production#BEATPASS_TOKEN',
  })
}
