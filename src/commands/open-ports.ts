import type { Command } from 'commander'
import type { Ports } from '../ports/ports.ts'

/** Resolves the global options of a command and gives it what it may touch; called once the flags are parsed. */
export type OpenPorts = (command: Command) => Promise<Ports>
