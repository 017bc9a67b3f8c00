import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeCertificates } from '../../fakes/certificates.ts'
import { anySecret, startAccountServer } from '../account-server.ts'
import type { Row, Side, Topic } from '../row.ts'

const rows = 50

/** The single binary that `npm run build:binary` makes, beside a bare Node. */
export const singleBinary: Topic = {
  name: 'binary',
  async rows(scene) {
    const program = join(scene.project, 'build', 'beatpass')
    if (!existsSync(program))
      return [{ kind: 'absent', name: 'the single binary', why: 'npm run build:binary was not run' }]
    const certificates = makeCertificates()
    const authority = join(scene.home, 'ca.pem')
    await writeFile(authority, certificates.ca)
    const secure = await startAccountServer(rows, certificates)
    scene.closing(() => secure.close())
    const side = (line: string, more: Partial<Side> = {}): Side => {
      const command = [program, ...line.split(' ')]
      return { name: `binary: ${line}`, command, ...more, env: { ...scene.env, ...more.env } }
    }
    const session = {
      BEATPASS_API_URL: `${secure.origin}/api/v1`,
      BEATPASS_TOKEN: anySecret,
      NODE_EXTRA_CA_CERTS: authority,
    }
    const version = side('--version', { stdout: /^\d+\.\d+\.\d+\n$/ })
    const list = side('tokens list', { env: session, stdout: /^50\tdeploy-000050\t/ })
    const theirs = scene.bareNode
    const paired = (ours: Side, gate: number): Row => ({ kind: 'paired', ours, theirs, gate })
    return [
      paired(version, 0.6),
      paired(side('tokens list --help', { stdout: /^Usage: / }), 0.6),
      paired({ ...list, name: 'binary: tokens list, HTTPS' }, 3.1),
      {
        kind: 'measured',
        name: 'the single binary',
        how: 'everything in it',
        unit: 'MiB',
        gate: 130,
        measure: () => Promise.resolve([statSync(program).size / 2 ** 20]),
      },
    ]
  },
}
