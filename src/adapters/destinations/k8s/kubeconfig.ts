import { delimiter, dirname, join, resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Field } from '../../answers/field.ts'
import { readIfThere } from '../remote/read-text-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'

/** An entry of a kubeconfig, and the folder that its relative paths start from. */
export interface KubeEntry {
  settings: Field
  folder: string
}

/** What is in use: the current context's cluster, and its user if it names one. `name` is the context's. */
export interface KubeContext {
  name: string
  cluster: KubeEntry
  user: KubeEntry | undefined
}

interface KubeFile {
  path: string
  content: Field
}

/**
 * The current context of the files that `KUBECONFIG` lists, else of ~/.kube/config; of several the first that has a value
 * wins, as in kubectl. `undefined` when none names a current context. Throws `DestinationUnavailable` for what cannot be
 * read, or does not hold what the context names.
 */
export async function readKubeconfig(
  world: Pick<RemoteWorld, 'env' | 'cwd' | 'home'>,
): Promise<KubeContext | undefined> {
  const files = await readFiles(pathsOf(world))
  const name = files.map(({ content }) => textAt(content, 'current-context')).find(text => text)
  if (!name) return undefined
  const context = find(files, 'contexts', 'context', name)?.settings
  if (!context) throw incomplete(`the kubeconfig has no context '${name}'`)
  const clusterName = textAt(context, 'cluster')
  const cluster = clusterName && find(files, 'clusters', 'cluster', clusterName)
  if (!cluster) throw incomplete(`the kubeconfig has no cluster for the context '${name}'`)
  const userName = textAt(context, 'user')
  const user = userName ? find(files, 'users', 'user', userName) : undefined
  if (userName && !user) throw incomplete(`the kubeconfig has no user '${userName}'`)
  return { name, cluster, user }
}

/** The text under a name, or `undefined` where there is none. Throws `AnswerNotUnderstood` for anything but a text. */
export function textAt(field: Field, name: string): string | undefined {
  return field.at(name).optional(found => found.text()) || undefined
}

function pathsOf({ env, cwd, home }: Pick<RemoteWorld, 'env' | 'cwd' | 'home'>): string[] {
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter(path => path !== '')
  return listed.length > 0
    ? [...new Set(listed)].map(path => resolve(cwd, path))
    : [join(home, '.kube', 'config')]
}

async function readFiles(paths: readonly string[]): Promise<KubeFile[]> {
  const files: KubeFile[] = []
  for (const path of paths) {
    const text = await readIfThere(path)
    if (text !== undefined) files.push({ path, content: new Field(await parseYaml(text, path), '', path) })
  }
  return files
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  const { parse, YAMLParseError } = await import('yaml')
  try {
    return parse(text, { logLevel: 'error' })
  } catch (error) {
    // The parser's own words show the line, which may hold a token.
    const line = error instanceof YAMLParseError ? ` (line ${error.linePos?.[0].line ?? '?'})` : ''
    throw incomplete(`${path} is not valid YAML${line}`)
  }
}

function find(files: readonly KubeFile[], list: string, inner: string, name: string): KubeEntry | undefined {
  for (const { path, content } of files) {
    const entries = content.at(list).optional(field => field.list()) ?? []
    const entry = entries.find(one => one.at('name').value === name)
    if (entry) return { settings: entry.at(inner), folder: dirname(path) }
  }
  return undefined
}

function incomplete(message: string): DestinationUnavailable {
  return new DestinationUnavailable(message, { hint: 'see kubectl config view', failure: 'corrupt' })
}
