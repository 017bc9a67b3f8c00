import type { Command } from 'commander'
import type { Ports } from '../ports/ports.ts'

/** Resolves the global options of a command and gives it what it may touch; called once the flags are parsed. */
export type OpenPorts = (command: Command) => Promise<Ports>

/** What takes part in delivering a secret, or in running something: heavy to load. */
type HeavyPorts = 'destinations' | 'browser' | 'ownCommands'

export type LeanPorts = Omit<Ports, HeavyPorts>

/** The same for a command that only asks and tells. */
export type OpenLeanPorts = (command: Command) => Promise<LeanPorts>
