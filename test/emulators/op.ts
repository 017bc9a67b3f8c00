import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freshFolder } from '../folder.ts'

export interface OpField {
  id: string
  type: string
  label?: string
  value?: string
  section?: { id: string; label?: string }
  [more: string]: unknown
}

export interface OpEmulatorItem {
  id: string
  title: string
  version: number
  category: string
  vault: { id: string; name: string }
  fields: OpField[]
  [more: string]: unknown
}

/** What the emulator holds, and how it is to behave from now on. */
export interface OpState {
  version: string
  token: string
  signedIn: boolean
  vaults: { id: string; name: string }[]
  items: OpEmulatorItem[]
  /** Edits are refused: (403). */
  readOnly?: boolean
  /** Values are hidden. */
  conceals?: boolean
  /** Said on stderr by an edit; `VALUE` becomes the new value. */
  says?: string
  /** Stores, then ends with that code. */
  dies?: number
}

/** One run of the command, as it saw it. */
export interface OpRunSeen {
  args: string[]
  piped: boolean
  socket: boolean
  ours: string[]
  cache?: string
}

/** An `op` on the PATH of `env` with one vault `CI` and one item `beatpass`; real processes, no network. */
export async function startOp() {
  const folder = await freshFolder()
  const statePath = join(folder, 'state.json')
  const bin = join(folder, 'bin')
  await mkdir(bin)
  const script = fileURLToPath(new URL('op-command.js', import.meta.url))
  const run = `exec '${process.execPath}' '${script}' "$@"`
  await writeFile(join(bin, 'op'), `#!/bin/sh\nexport OP_EMULATOR='${folder}'\n${run}\n`)
  await chmod(join(bin, 'op'), 0o700)
  const read = async () => JSON.parse(await readFile(statePath, 'utf8')) as OpState
  const change = async (how: (state: OpState) => void) => {
    const state = await read()
    how(state)
    await writeFile(`${statePath}.test`, JSON.stringify(state))
    await rename(`${statePath}.test`, statePath)
  }
  await writeFile(statePath, JSON.stringify(firstState()))
  const env: Record<string, string> = {
    PATH: `${bin}:${process.env.PATH ?? '/usr/bin:/bin'}`,
    HOME: folder,
    OP_SERVICE_ACCOUNT_TOKEN: serviceToken,
  }
  return {
    env,
    cwd: folder,
    read,
    change,
    async runs(): Promise<OpRunSeen[]> {
      const log = await readFile(join(folder, 'log'), 'utf8').catch(() => '')
      return log
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line))
    },
  }
}

export const serviceToken = 'ops_eyJzaWduSW5BZGRyZXNzIjoibXkuMXBhc3N3b3JkLmNvbSJ9'

const vault = { id: 'hfnjvi6aymbsnfc2xeeoheizda', name: 'CI' }

/** An API Credential as `op item get --format json` prints it. */
function firstState(): OpState {
  return {
    version: '2.30.3',
    token: serviceToken,
    signedIn: false,
    vaults: [vault],
    items: [
      {
        id: 'h46bb3jddvay7nxopfhvlwg35q',
        title: 'beatpass',
        version: 1,
        vault,
        category: 'API_CREDENTIAL',
        last_edited_by: '4KTYOWS4QRFXHNQO7CMIKOGCEM',
        created_at: '2026-01-01T10:00:00Z',
        updated_at: '2026-01-01T10:00:00Z',
        sections: [{ id: 'add more' }, { id: 'other', label: 'Other' }],
        fields: [
          { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain', value: 'kept – ‘so’' },
          { id: 'username', type: 'STRING', label: 'username', value: 'ci' },
          {
            id: 'credential',
            type: 'CONCEALED',
            label: 'credential',
            reference: 'op://CI/beatpass/credential',
          },
          { id: 'type', type: 'MENU', label: 'type', value: 'bearer' },
          { id: 'expires', type: 'DATE', label: 'expires' },
          { id: 'x1', type: 'STRING', label: 'twice', section: { id: 'add more' }, value: 'one' },
          {
            id: 'x2',
            type: 'STRING',
            label: 'twice',
            section: { id: 'other', label: 'Other' },
            value: 'two',
          },
        ],
      },
    ],
  }
}
