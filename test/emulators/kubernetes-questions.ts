/** Who asks: one who may do all, one who may do nothing, one whom nobody knows. */
export type Asker = 'admin' | 'stranger' | 'nobody'

/** A request to the API server. In `body`, `$version` stands for the resourceVersion that was seen last. */
export interface Question {
  name: string
  as: Asker
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  type?: string
  body?: string
}

const secrets = '/api/v1/namespaces/default/secrets'
const base64 = (text: string) => Buffer.from(text).toString('base64')

function make(name: string, data: Record<string, string>, more: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'Opaque',
    data,
    ...more,
  })
}

function change(data: Record<string, string | null>, version?: string): string {
  return JSON.stringify({ ...(version ? { metadata: { resourceVersion: version } } : {}), data })
}

function get(name: string, as: Asker = 'admin', secret = 'recorded'): Question {
  return { name, as, method: 'GET', path: `${secrets}/${secret}` }
}

function post(name: string, body: string, query = '', as: Asker = 'admin'): Question {
  return { name, as, method: 'POST', path: `${secrets}${query}`, body }
}

function patch(name: string, body: string, query = '', as: Asker = 'admin', secret = 'recorded'): Question {
  const path = `${secrets}/${secret}${query}`
  return { name, as, method: 'PATCH', path, type: 'application/merge-patch+json', body }
}

function review(name: string, as: Asker, verb: string): Question {
  const resourceAttributes = { namespace: 'default', verb, resource: 'secrets' }
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  }
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  return { name, as, method: 'POST', path, body: JSON.stringify(body) }
}

const first = make('recorded', { token: base64('10|old') })

/** What a real API server was asked for the record, in order, on a cluster without that secret; the emulator must answer the same. */
export const questions: readonly Question[] = [
  get('read what is not there'),
  patch('change what is not there', change({ token: base64('x') })),
  {
    ...post('create where there is no namespace', first, '?dryRun=All'),
    path: '/api/v1/namespaces/nowhere/secrets',
  },
  post('try to create', first, '?dryRun=All'),
  get('a try leaves nothing'),
  post('create', first),
  post('create again', first),
  get('read'),
  patch('try to change', change({ token: base64('11|new') }, '$version'), '?dryRun=All'),
  get('a try changes nothing'),
  patch('change an old version', change({ token: base64('11|new') }, '1')),
  patch('change the version that was seen', change({ token: base64('11|new') }, '$version')),
  patch('change nothing', change({ token: base64('11|new') }, '$version')),
  patch('add a key', change({ other: base64('kept') })),
  patch('remove a key', change({ other: null })),
  patch('a value that is not base64', change({ token: '***' })),
  patch('a name of a key that is none', change({ 'a/b': base64('x') })),
  { ...patch('a change as plain JSON', change({ token: base64('x') })), type: 'application/json' },
  patch('a try of another kind', change({ token: base64('x') }), '?dryRun=Some'),
  post('a name that is none', make('Not_A_Name', {})),
  post('more than 1 MiB', make('large', { big: base64('x'.repeat(1024 * 1024 + 1)) })),
  post('create what cannot be changed', make('fixed', { token: base64('x') }, { immutable: true })),
  patch('change what cannot be changed', change({ token: base64('y') }), '', 'admin', 'fixed'),
  get('a stranger reads', 'stranger'),
  patch('a stranger changes', change({ token: base64('x') }), '', 'stranger'),
  post('a stranger tries to create', first, '?dryRun=All', 'stranger'),
  get('nobody reads', 'nobody'),
  review('may the admin change', 'admin', 'patch'),
  review('may a stranger change', 'stranger', 'patch'),
]
