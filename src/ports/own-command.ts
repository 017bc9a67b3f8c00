import type { Secret } from '../domain/secret.ts'

/** beatpass itself, run in processes of its own with private settings that go when it is closed. */
export interface OwnCommand {
  /** Runs one command line; its output goes where ours goes. `input` is what it finds on stdin. Gives its exit code. */
  run(args: readonly string[], input?: Secret): Promise<number>
  /** The same, but what it prints is given, not shown; its remarks still go where ours go. */
  answer(args: readonly string[], input?: Secret): Promise<{ exitCode: number; stdout: string }>
  /** From now on secrets rest in a private age file, with an identity made for it. */
  useAgeFile(): Promise<void>
  /** Deletes the private settings. Never throws. */
  close(): Promise<void>
}

/** Where own commands come from. */
export interface OwnCommands {
  /** `variables` are added to the environment of every run. */
  open(variables: Record<string, string>): Promise<OwnCommand>
}
