import type { Command } from 'commander'
import { refuseUnlessByCall } from '../../ports/not-by-call.ts'
import type { Ports } from '../../ports/ports.ts'

/**
 * What a command on applications may touch. Throws `NotSupported` where the platform has no call for them: that comes before
 * anything that is wrong with the arguments, for no others would do.
 */
export async function openForApps<Some extends Pick<Ports, 'platform'>>(
  open: (command: Command) => Promise<Some>,
  command: Command,
): Promise<Some> {
  const ports = await open(command)
  refuseUnlessByCall(ports.platform, 'apps')
  return ports
}
