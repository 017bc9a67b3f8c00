import { posix } from 'node:path'
import { parseSync } from 'rolldown/utils'

/** A piece of syntax, as the parser of the bundler gives it. */
export interface Syntax {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

export interface Import {
  /** As written. */
  specifier: string
  /** The file that a relative one means, from the root of the project; a package's name otherwise. */
  target: string
  isRelative: boolean
  isTypeOnly: boolean
  isDynamic: boolean
}

export interface SourceFile {
  /** From the root of the project, with slashes: `src/domain/token.ts`. */
  path: string
  text: string
  program: Syntax
  comments: readonly { type: string; value: string; start: number; end: number }[]
  imports: readonly Import[]
}

/** Parses one file; a syntax error throws, so that nothing passes by not being understood. */
export function sourceFile(path: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`)
  const root = program as unknown as Syntax
  return { path, text, program: root, comments, imports: importsOf(path, root) }
}

/** Calls `visit` for every piece of syntax below `node`, with what it hangs on. */
export function walk(
  node: Syntax,
  visit: (node: Syntax, parent: Syntax | undefined, key: string) => void,
  parent?: Syntax,
  key = '',
): void {
  visit(node, parent, key)
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isSyntax(child)) walk(child, visit, node, name)
  }
}

/** A property of a node that is syntax itself. */
export function part(node: Syntax | undefined, key: string): Syntax | undefined {
  const value = node?.[key]
  return isSyntax(value) ? value : undefined
}

function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** What is not written out may be anything, so no arrow covers it. */
const anywhere = { target: '', isRelative: true, isTypeOnly: false, isDynamic: true }

/** Static and dynamic ones, `import type`, `export … from`, `typeof import(…)`, `require(…)`. */
function importsOf(path: string, program: Syntax): Import[] {
  const imports: Import[] = []
  walk(program, node => {
    const source = part(node, 'source') ?? requiredBy(node)
    if (!source) return
    if (typeof source.value !== 'string') {
      imports.push({ ...anywhere, specifier: `a computed ${source.type}` })
      return
    }
    const specifier = source.value
    const isRelative = specifier.startsWith('.')
    imports.push({
      specifier,
      target: isRelative ? posix.join(posix.dirname(path), specifier) : packageOf(specifier),
      isRelative,
      isTypeOnly: isTypeOnly(node),
      isDynamic: node.type === 'ImportExpression' || node.type === 'CallExpression',
    })
  })
  return imports
}

function requiredBy(node: Syntax): Syntax | undefined {
  if (node.type !== 'CallExpression' || part(node, 'callee')?.name !== 'require') return undefined
  return (node.arguments as Syntax[])[0]
}

function isTypeOnly(node: Syntax): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType') return true
  const names = node.specifiers as Syntax[] | undefined
  return (
    node.type === 'ImportDeclaration' &&
    names !== undefined &&
    names.length > 0 &&
    names.every(name => name.importKind === 'type')
  )
}

/** `node:fs/promises` and `hono/html` are `node:fs` and `hono`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
