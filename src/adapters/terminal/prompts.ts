import { confirm, input, password, select } from '@inquirer/prompts'
import { Cancelled } from '../../domain/errors.ts'

/** Prompts are drawn on stderr: stdout is for data. */
const context = { input: process.stdin, output: process.stderr }

type Context = typeof context & { signal: AbortSignal }

/** The four questions that beatpass asks. All throw `Cancelled` on Ctrl-C or when the terminal goes away. */
export const prompts = {
  line: (message: string, initial?: string) =>
    asked(context =>
      input({ message, required: true, ...(initial === undefined ? {} : { default: initial }) }, context),
    ),
  hidden: (message: string) =>
    asked(context => password({ message, validate: text => text !== '' }, context)),
  yesOrNo: (message: string) => asked(context => confirm({ message, default: false }, context)),
  choice: (message: string, choices: readonly { name: string; value: string }[]) =>
    asked(context => select({ message, choices: [...choices] }, context)),
}

/** After Ctrl-Z and `fg` it asks anew: readline leaves stdin paused then, and nothing more would be waited for. */
async function asked<Answer>(ask: (context: Context) => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const again = new AbortController()
    const continued = () => void setImmediate(() => again.abort())
    process.on('SIGCONT', continued)
    try {
      return await ask({ ...context, signal: again.signal })
    } catch (error) {
      if (again.signal.aborted) continue
      if (error instanceof Error && /^(Exit|Abort|Cancel)Prompt/.test(error.name)) throw new Cancelled()
      throw error
    } finally {
      process.off('SIGCONT', continued)
    }
  }
}
