import { resolve } from 'node:path'
import { DestinationUnavailable } from '../../../domain/errors.ts'
import { Field } from '../../answers/field.ts'
import { jsonIn } from '../../answers/json-in.ts'
import { readNamedFile } from '../remote/read-text-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { Service, serviceUrl } from '../remote/service.ts'

/**
 * The token of another identity provider that Google takes for one of its own (workload identity federation): from a file or
 * an address, as text or in a field of JSON. Throws `DestinationUnavailable` for any other source.
 */
export async function subjectToken(source: Field, path: string, world: RemoteWorld): Promise<string> {
  const text = await textOf(source, path, world)
  const format = source.at('format')
  if (format.at('type').value !== 'json') return text.trim()
  const name = format.at('subject_token_field_name').text()
  return new Field(jsonIn(text), '', `the subject token of ${path}`).at(name).text()
}

async function textOf(source: Field, path: string, world: RemoteWorld): Promise<string> {
  if (source.at('file').present) {
    const file = resolve(world.cwd, source.at('file').text())
    return await readNamedFile(file, `credential_source of ${path}`)
  }
  if (!source.at('url').present) {
    throw new DestinationUnavailable(`the credential_source of ${path} is neither a file nor an address`, {
      hint: 'give an access token in CLOUDSDK_AUTH_ACCESS_TOKEN: gcloud auth print-access-token',
    })
  }
  const [address = '', query] = source.at('url').text().split('?')
  const service = new Service(
    { title: 'the identity provider', baseUrl: serviceUrl(address, `credential_source of ${path}`) },
    world,
  )
  const response = await service.send({
    kind: 'read',
    method: 'GET',
    path: query === undefined ? '' : `?${query}`,
    headers: headersOf(source.at('headers').value),
  })
  if (response.status === 200) return response.body
  throw service.refusal('to give a token', response, 'check that the job may ask for one (id-token: write)')
}

function headersOf(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]))
}
