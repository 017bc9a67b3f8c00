import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Row, Side, Topic } from '../row.ts'
import { onNode, type Scene } from '../scene.ts'

/** Before anything is asked of anybody: the version, help, usage errors. */
export const startUp: Topic = {
  name: 'start-up',
  async rows(scene) {
    const version = scene.beatpass('--version', { stdout: /^\d+\.\d+\.\d+\n$/ })
    const help = scene.beatpass('--help', { stdout: /^Usage: beatpass / })
    const mistyped = scene.beatpass('tokens lst', { exitCode: 2 })
    const theirs = scene.bareNode
    const paired = (ours: Side, gate: number): Row => ({ kind: 'paired', ours, theirs, gate })
    const memory = (ours: Side): Row => ({ kind: 'memory', ours, floor: theirs, gate: 1 })
    return [
      paired(version, onNode(1.05, 1.08)),
      paired(await throughLink(scene), 1.12),
      paired(help, 1.1),
      paired(scene.beatpass('tokens list --help', { stdout: /^Usage: / }), 1.1),
      paired(mistyped, 1.1),
      memory(version),
      memory(help),
      memory(mistyped),
      ...others(version, scene),
    ]
  },
}

/** As npm installs it: a link in PATH to the script, which names its interpreter. */
async function throughLink(scene: Scene): Promise<Side> {
  const path = join(await scene.folder('bin'), 'beatpass')
  await symlink(scene.script, path)
  return {
    name: 'beatpass --version, installed',
    command: [path, '--version'],
    env: scene.env,
    stdout: /^\d/,
  }
}

function others(version: Side, scene: Scene): Row[] {
  const gates: Record<string, number | undefined> = {
    gh: 0.6,
    npm: undefined,
    curl: undefined,
    jq: undefined,
  }
  return Object.entries(gates).map(([program, gate]) => {
    const theirs = scene.other(`${program} --version`)
    if (!theirs) return { kind: 'absent', name: `${program} --version`, why: `${program} is not installed` }
    // No program of Node can take less than a bare one.
    const floor = { least: scene.bareNode, slack: onNode(1.05, 1.08) }
    return { kind: 'paired', ours: version, theirs, ...floor, ...(gate === undefined ? {} : { gate }) }
  })
}
