import { part, type SourceFile, type Syntax, walk } from './source-file.ts'

/** The contract suite of each port that has one. */
const suites: Record<string, string> = {
  SecretStore: 'secretStoreContract',
  Destination: 'destinationContract',
  RemotePlace: 'destinationContract',
  Platform: 'platformContract',
  Transport: 'transportContract',
  Profiles: 'profilesContract',
  TokenRecords: 'tokenRecordsContract',
  Locks: 'locksContract',
  AppRecords: 'appRecordsContract',
  Applications: 'applicationsContract',
  Authorization: 'authorizationContract',
}

/** Made by name in the contract's test, through the registry that users of it go through. */
const byRegistry: Record<string, string> = {
  BeatPass: 'src/adapters/platforms/registry.ts',
  BeatConnect: 'src/adapters/platforms/registry.ts',
  Meetzy: 'src/adapters/platforms/registry.ts',
  Nuweb: 'src/adapters/platforms/registry.ts',
  WebAuthorization: 'src/adapters/oauth/open-authorization.ts',
  SecretStoreDestination: 'src/adapters/destinations/registry.ts',
  RemoteDestination: 'src/adapters/destinations/registry.ts',
}

/** Not a fake that does what the port promises: it says what its test wrote down. */
const scripts = ['ScriptedTransport', 'LimitedTransport']

/** Classes that meet a port, in adapters and fakes, and that no test gives to the port's contract suite. */
export function withoutContract(house: readonly SourceFile[], tests: readonly SourceFile[]): string[] {
  const fakes = tests.filter(({ path }) => path.startsWith('test/fakes/'))
  const adapters = house.filter(({ path }) => path.startsWith('src/adapters/'))
  const byPath = new Map(tests.map(file => [file.path, file]))
  return [...adapters, ...fakes].flatMap(file =>
    classesOf(file)
      .filter(({ name }) => !scripts.includes(name))
      .filter(({ name, suite }) => {
        const door = byRegistry[name] ?? file.path
        return !tests.some(one => calls(one, suite) && reaches(one, door, byPath))
      })
      .map(({ name, suite }) => `${file.path}: ${name} is not given to ${suite}`),
  )
}

function classesOf(file: SourceFile): { name: string; suite: string }[] {
  const found: { name: string; suite: string }[] = []
  walk(file.program, node => {
    if (node.type !== 'ClassDeclaration') return
    for (const met of (node.implements as Syntax[] | undefined) ?? []) {
      const expression = part(met, 'expression')
      const port = expression?.name ?? (part(expression, 'right') ?? part(expression, 'property'))?.name
      const suite = typeof port === 'string' ? suites[port] : undefined
      if (suite) found.push({ name: String(part(node, 'id')?.name), suite })
    }
  })
  return found
}

function calls(file: SourceFile, suite: string): boolean {
  let found = false
  if (!file.path.endsWith('.test.ts')) return false
  walk(file.program, node => {
    found ||= node.type === 'CallExpression' && part(node, 'callee')?.name === suite
  })
  return found
}

/** Whether a test imports a file, itself or by way of its own benches; the house's registries do not count. */
function reaches(
  test: SourceFile,
  path: string,
  byPath: ReadonlyMap<string, SourceFile>,
  seen = new Set<string>(),
): boolean {
  seen.add(test.path)
  return test.imports.some(({ target, isTypeOnly }) => {
    if (isTypeOnly || seen.has(target)) return false
    const next = byPath.get(target)
    return target === path || (next !== undefined && reaches(next, path, byPath, seen))
  })
}
