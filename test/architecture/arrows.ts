import type { Import, SourceFile } from './source-file.ts'

/** The plan of the house: what each part may import. An arrow that is not here does not exist. */
const arrows: Record<string, readonly string[]> = {
  root: ['root', 'front', 'commands', 'output', 'adapters', 'ports', 'domain'],
  front: ['front', 'root'],
  commands: ['commands', 'operations', 'output', 'ports', 'domain'],
  operations: ['operations', 'ports', 'domain'],
  output: ['output', 'ports', 'domain'],
  ports: ['ports', 'domain'],
  domain: ['domain'],
  adapters: ['adapters', 'ports', 'domain'],
  sandbox: ['sandbox', 'domain'],
}

/** Packages and `node:` modules that a part may import; a part that is not here may import any. */
const packages: Record<string, readonly string[]> = {
  root: ['commander', 'node:fs', 'node:os', 'node:path', 'node:vm'],
  front: ['commander'],
  commands: ['commander'],
  operations: [],
  output: [],
  ports: [],
  domain: [],
}

/** Of which other part a part may import types, and nothing else. */
const typesOnly: Record<string, string> = { output: 'operations', front: 'commands' }

/** The exceptions, one by one. */
const exceptions: readonly { file: string; to: string; when?: (one: Import) => boolean }[] = [
  { file: 'src/output/destination-table.ts', to: 'chalk' },
  { file: 'src/output/destination-table.ts', to: 'cli-table3' },
  { file: 'src/output/token-table.ts', to: 'chalk' },
  { file: 'src/output/token-table.ts', to: 'cli-table3' },
  { file: 'src/adapters/sandbox-host.ts', to: 'sandbox', when: one => one.isDynamic },
]

/** The part of the house that a file belongs to: the folder under `src`; `root` for those beside the folders. */
export function partOf(path: string): string | undefined {
  const [top, folder, ...rest] = path.split('/')
  if (top !== 'src' || folder === undefined) return undefined
  return rest.length === 0 ? 'root' : folder
}

/** Imports that the plan does not have. */
export function wrongArrows(file: SourceFile): string[] {
  const from = partOf(file.path)
  if (from === undefined || !(from in arrows)) return [`${file.path} belongs to no part of the house`]
  return file.imports
    .filter(one => !isAllowed(file.path, from, one))
    .map(one => `${from} must not import ${one.specifier}`)
}

function isAllowed(path: string, from: string, one: Import): boolean {
  const to = one.isRelative ? (partOf(one.target) ?? one.target) : one.target
  const isException = exceptions.some(
    ({ file, to: exempt, when = () => true }) => file === path && exempt === to && when(one),
  )
  if (isException) return true
  if (!one.isRelative) return packages[from]?.includes(to) ?? true
  if (typesOnly[from] === to) return one.isTypeOnly
  return arrows[from]?.includes(to) ?? false
}

/** Files that import themselves by way of others, each circle once. Every import counts, types too. */
export function circles(files: readonly SourceFile[]): string[] {
  const imports = new Map(
    files.map(file => [file.path, file.imports.filter(one => one.isRelative).map(one => one.target)]),
  )
  const found = new Set<string>()
  const done = new Set<string>()
  const follow = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) {
      found.add([...trail.slice(at), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of imports.get(path) ?? []) follow(target, [...trail, path])
    done.add(path)
  }
  for (const path of imports.keys()) follow(path, [])
  return [...found]
}
