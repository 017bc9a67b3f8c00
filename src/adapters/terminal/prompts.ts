import { confirm, input, password, select } from '@inquirer/prompts'
import { Cancelled } from '../../domain/errors.ts'

/** Prompts are drawn on stderr: stdout is for data. */
const context = { input: process.stdin, output: process.stderr }

/** The four questions that beatpass asks. All throw `Cancelled` on Ctrl-C or when the terminal goes away. */
export const prompts = {
  line: (message: string, initial?: string) =>
    asked(
      input({ message, required: true, ...(initial === undefined ? {} : { default: initial }) }, context),
    ),
  hidden: (message: string) => asked(password({ message, validate: text => text !== '' }, context)),
  yesOrNo: (message: string) => asked(confirm({ message, default: false }, context)),
  choice: (message: string, choices: readonly { name: string; value: string }[]) =>
    asked(select({ message, choices: [...choices] }, context)),
}

async function asked<Answer>(question: Promise<Answer>): Promise<Answer> {
  try {
    return await question
  } catch (error) {
    if (error instanceof Error && /^(Exit|Abort|Cancel)Prompt/.test(error.name)) throw new Cancelled()
    throw error
  }
}
