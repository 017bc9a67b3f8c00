import { nodeReadings } from './dotenv-node.ts'
import { readings, type Statement } from './dotenv-scan.ts'
import { readDotenvValue } from './dotenv-value.ts'

/** Why a dotenv text cannot be read or changed safely: one line, without any value. */
export class DotenvDoubt extends Error {}

/** What the variable is set to, by the last line that sets it, as in every reader; `undefined` when none does. */
export function getVariable(text: string, name: string): string | undefined {
  const statement = lastOf(text, name)
  return statement && readDotenvValue(text.slice(statement.value, statement.end)).value
}

/**
 * The text with the variable set to an already quoted value. The last line that sets it is replaced in its place, keeping
 * indentation (as spaces), `export` and a comment behind it; where there is none, one is appended. All else stays, byte for byte.
 * Throws `DotenvDoubt` where readers would disagree about the outcome.
 */
export function setVariable(text: string, name: string, quoted: string): string {
  const old = lastOf(text, name)
  const changed = old ? replaced(text, old, name, quoted) : appended(text, name, quoted)
  const written = lastOf(changed, name)
  if (!written || !changed.startsWith(`${name}=${quoted}`, written.name)) throw disagreement(changed, name)
  checkWithNode(changed, written)
  if (othersOfNode(text, old) !== othersOfNode(changed, written))
    throw new DotenvDoubt(`node would read other variables in another way than now${whyBlank(text)}`)
  if (changed.startsWith('\uFEFF') && !changed.slice(0, written.name).includes('\n'))
    throw new DotenvDoubt(`the byte order mark before ${name} hides it from some readers`)
  return changed
}

function replaced(text: string, old: Statement, name: string, quoted: string): string {
  const before = text.slice(old.value, old.end)
  if (/^[^'"`#]*[\s;]\w+=/.test(before))
    throw new DotenvDoubt(`the line of ${name} sets another variable too`)
  const { comment } = readDotenvValue(before)
  const behind = comment === '' ? '' : comment.replace(/^(?![ \t]+#)\s*/, ' ')
  const begin = text.lastIndexOf('\n', old.name - 1) + 1 || Number(text.startsWith('\uFEFF'))
  const ahead = legible(text.slice(begin, old.name))
  return `${text.slice(0, begin)}${ahead}${name}=${quoted}${behind}${text.slice(old.end)}`
}

/** What is ahead of a name, with spaces alone and one behind `export`: node 20 takes anything else for a part of the name, bash some of it. */
function legible(ahead: string): string {
  const [, indentation = '', exported] = /^(\s*)(export\s+)?$/.exec(ahead) ?? []
  return `${' '.repeat(indentation.length)}${exported ? 'export ' : ''}`
}

function appended(text: string, name: string, quoted: string): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n'
  const empty = text.replace('\uFEFF', '') === ''
  if (empty || text.endsWith('\n')) return `${text}${name}=${quoted}${lineEnd}`
  return `${text}${lineEnd}${name}=${quoted}`
}

/** The last statement that sets the variable, found alike in every reading. */
function lastOf(text: string, name: string): Statement | undefined {
  if (text.includes('\uFFFD')) throw new DotenvDoubt('it is not valid UTF-8')
  if (/\r(?!\n)/.test(text) || text.includes('\0')) throw new DotenvDoubt('it holds control characters')
  const found = readings(text).map(statements => statements.filter(one => one.key === name))
  const [first = [], ...others] = found.map(ours => JSON.stringify(ours))
  if (others.some(other => other !== first)) throw disagreement(text, name)
  const foreign = new RegExp(`^\\s*(?:export\\s+)?(?:${name}\\s*:\\s|'${name}'\\s*=)`, 'm')
  if (foreign.test(text)) throw new DotenvDoubt(`${name} is also set in a way that only some readers know`)
  return found[0]?.at(-1)
}

/** Throws `DotenvDoubt` where a release of node does not find the assignment, or finds a later one. */
function checkWithNode(text: string, { key, name }: Statement): void {
  const at = plainOffset(text, name)
  for (const statements of nodeReadings(withoutReturns(text))) {
    if (statements.findLast(one => one.key === key)?.name !== at) throw disagreement(text, key)
  }
}

/** What node reads besides an assignment, by each of its readings. */
function othersOfNode(
  text: string,
  { name, end }: Pick<Statement, 'name' | 'end'> = { name: 0, end: 0 },
): string {
  const plain = withoutReturns(text)
  const [from, to] = [plainOffset(text, name), plainOffset(text, end)]
  const others = nodeReadings(plain).map(ours => ours.filter(({ value }) => value <= from || value > to))
  return JSON.stringify(others.map(ours => ours.map(({ key, value, end }) => [key, plain.slice(value, end)])))
}

/** An offset into a text as one into the same without carriage returns. */
function plainOffset(text: string, offset: number): number {
  return withoutReturns(text.slice(0, offset)).length
}

function withoutReturns(text: string): string {
  return text.replaceAll('\r', '')
}

function disagreement(text: string, name: string): DotenvDoubt {
  return new DotenvDoubt(`readers disagree about the lines before ${name}${whyBlank(text)}`)
}

function whyBlank(text: string): string {
  const blank = /(^|=)[^\S\r\n]+(#.*)?\r?$/m.test(text)
  return blank ? ' (white space in a line by itself, ahead of a #, or behind a = without a value)' : ''
}
