import { partOf } from './arrows.ts'
import { part, type SourceFile, type Syntax, walk } from './source-file.ts'

const mostLines = 220
const emptyNames = ['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'lib', 'misc']
const purely = ['domain', 'ports', 'operations', 'output', 'commands']
const documented = ['domain', 'ports', 'operations']

/** What only adapters may touch. */
const worldly = new Set([
  ...['process', 'fetch', 'console', 'globalThis', 'global', 'require', 'performance', 'crypto', 'Buffer'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'localStorage', 'WebSocket'],
])

/** Everything that is wrong with one file besides its imports. */
export function faults(file: SourceFile): string[] {
  const area = partOf(file.path) ?? ''
  return [
    ...nameFaults(file.path),
    ...(lineCount(file.text) > mostLines ? [`longer than ${mostLines} lines`] : []),
    // The name of a fault, not a comment that hides one.
    ...file.comments
      .filter(({ value }) => /@ts-(ignore|nocheck|expect-error)/.test(value))
      .map(() => '@ts-ignore'),
    ...syntaxFaults(file.program),
    ...moduleState(file.program),
    ...(purely.includes(area) ? worldFaults(file.program) : []),
    ...(documented.includes(area) ? undocumented(file) : []),
  ]
}

function nameFaults(path: string): string[] {
  const names = path.replace(/\.ts$/, '').split('/').slice(1)
  return [
    ...names
      .slice(0, -1)
      .filter(name => emptyNames.includes(name))
      .map(name => `folder named ${name}`),
    ...names.filter(name => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)).map(name => `not kebab-case: ${name}`),
  ]
}

const lineCount = (text: string) => text.replace(/\n$/, '').split('\n').length

function syntaxFaults(program: Syntax): string[] {
  const found: string[] = []
  walk(program, (node, parent, key) => {
    if (node.type === 'TSAnyKeyword') found.push('any')
    if (node.type === 'TSNonNullExpression') found.push('non-null assertion')
    if (node.type === 'ExportDefaultDeclaration' || node.type === 'TSExportAssignment')
      found.push('default export')
    const isExportedName = parent?.type === 'ExportSpecifier' && key === 'exported'
    if (isExportedName && node.name === 'default') found.push('default export')
  })
  return found
}

function moduleState(program: Syntax): string[] {
  const statements = program.body as Syntax[]
  const declared = statements.map(one =>
    one.type === 'ExportNamedDeclaration' ? part(one, 'declaration') : one,
  )
  return declared
    .filter(one => one?.type === 'VariableDeclaration' && one.kind !== 'const')
    .map(one => `module state: ${one?.kind}`)
}

function worldFaults(program: Syntax): string[] {
  const found: string[] = []
  walk(program, (node, parent, key) => {
    if (node.type === 'MetaProperty' && part(node, 'meta')?.name === 'import') found.push('import.meta')
    if (node.type === 'Identifier' && isReference(parent, key) && worldly.has(String(node.name)))
      found.push(String(node.name))
    const callee = part(node, 'callee')
    const isEmpty = Array.isArray(node.arguments) && node.arguments.length === 0
    if (node.type === 'NewExpression' && callee?.name === 'Date' && isEmpty) found.push('new Date()')
    if (node.type === 'CallExpression' && callee?.name === 'Date') found.push('Date()')
    const member = node.type === 'MemberExpression' ? memberName(node) : ''
    if (member === 'Date.now' || member === 'Math.random') found.push(member)
  })
  return found
}

/** Where a name is only a name: what stands behind a dot, and the key of a property. */
const nameOnly: Record<string, string> = {
  MemberExpression: 'property',
  TSQualifiedName: 'right',
  Property: 'key',
  PropertyDefinition: 'key',
  MethodDefinition: 'key',
  TSPropertySignature: 'key',
  TSMethodSignature: 'key',
}

function isReference(parent: Syntax | undefined, key: string): boolean {
  return parent?.computed === true || nameOnly[parent?.type ?? ''] !== key
}

function memberName(node: Syntax): string {
  const property = part(node, 'property')
  return `${part(node, 'object')?.name}.${node.computed === true ? property?.value : property?.name}`
}

function undocumented({ program, comments, text }: SourceFile): string[] {
  const kinds = ['FunctionDeclaration', 'ClassDeclaration', 'TSInterfaceDeclaration', 'TSDeclareFunction']
  return (program.body as Syntax[]).flatMap(statement => {
    const declared = statement.type === 'ExportNamedDeclaration' ? part(statement, 'declaration') : undefined
    if (!declared || !kinds.includes(declared.type)) return []
    const hasComment = comments.some(
      ({ type, value, end }) =>
        type === 'Block' &&
        value.startsWith('*') &&
        end <= statement.start &&
        text.slice(end, statement.start).trim() === '',
    )
    return hasComment ? [] : [`without a doc comment: ${part(declared, 'id')?.name}`]
  })
}
