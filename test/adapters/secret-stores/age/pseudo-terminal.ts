import { spawn } from 'node:child_process'

/**
 * Runs a shell command on a pseudo-terminal of its own (util-linux `script`) and types the answers, one at each prompt
 * that the pattern finds. Resolves to what was on the screen; rejects when the command fails.
 */
export function typeInto(command: string, prompt: RegExp, answers: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'])
    const left = [...answers]
    child.stdin.on('error', () => undefined)
    let screen = ''
    let seen = 0
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      const found = prompt.exec(screen.slice(seen))
      const answer = found && left.shift()
      if (answer === undefined || answer === null) return
      seen = screen.length
      child.stdin.write(`${answer}\r`)
    })
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve(screen) : reject(new Error(`exit ${code}: ${screen}`))))
  })
}
