import { DestinationConflict, DestinationUnavailable } from '../../domain/errors.ts'
import { Secret } from '../../domain/secret.ts'
import type { DestinationFacts, Observation } from '../../ports/destination.ts'
import type { HttpResponse } from '../../ports/transport.ts'
import type { Field } from '../answers/field.ts'
import { redaction } from '../redaction.ts'
import { openAccess } from './k8s/access.ts'
import { type K8sAddress, parseK8sAddress } from './k8s/address.ts'
import { Cluster } from './k8s/cluster.ts'
import type { PlaceServer } from './remote/place-server.ts'
import type { RemotePlace } from './remote/remote-destination.ts'
import type { RemoteWorld } from './remote/remote-world.ts'

const mostBytes = 1024 * 1024
const accountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** See `DestinationFacts`. */
export const k8sFacts: DestinationFacts = {
  scheme: 'k8s',
  form: 'k8s:NAMESPACE/SECRET#KEY',
  about: 'one key of a Kubernetes secret; the other keys stay, and a secret that is missing is created',
  needs: 'KUBECONFIG, ~/.kube/config or the service account of the pod; get, patch and create on secrets',
  readsBack: true,
  writesConditionally: true,
}

/** A secret as it is now; `value` is that of our key. */
interface Held {
  version: string
  immutable: boolean
  value: string | undefined
}

/** `k8s:NAMESPACE/SECRET#KEY`: conditional on the secret's resourceVersion, or on its absence. */
export class K8sPlace implements RemotePlace {
  readonly readsBack = true
  readonly writesConditionally = true
  readonly to: string
  readonly server: PlaceServer = {
    by: 'the kubeconfig',
    known: () => this.#server,
    find: async () => (await this.#open()).server,
  }
  readonly #address: K8sAddress
  readonly #world: RemoteWorld
  readonly #accountFolder: string
  #cluster: Promise<Cluster> | undefined
  #server: string | undefined

  /** `folder` is where a pod finds its service account. Throws `InvalidInput` for anything but NAMESPACE/SECRET#KEY. */
  constructor(rest: string, world: RemoteWorld, folder = accountFolder) {
    this.#address = parseK8sAddress(rest)
    this.to = `k8s:${rest}`
    this.#world = world
    this.#accountFolder = folder
  }

  async probe(): Promise<void> {
    const held = await this.#held()
    if (held?.immutable) {
      throw new DestinationUnavailable(`the secret of ${this.to} is immutable`, {
        hint: 'delete it, or deliver to another one',
        failure: 'refused',
      })
    }
    const response = await this.#store(new Secret('beatpass asks'), held?.version, '?dryRun=All')
    // A hook of the cluster that cannot try: then the right to write is all that can be asked.
    if (response.status === 400) return await this.#askForRight(held ? 'patch' : 'create')
    await this.#refuse('write', response).catch(error => {
      if (!(error instanceof DestinationConflict)) throw error
    })
  }

  async read(): Promise<Observation> {
    const held = await this.#held()
    const secret = held?.value === undefined ? undefined : new Secret(held.value)
    return { secret, version: held?.version }
  }

  async put(secret: Secret, current: Observation): Promise<void> {
    if (Buffer.byteLength(secret.reveal()) > mostBytes) {
      throw new DestinationUnavailable(`the value is larger than the 1 MiB that ${this.to} takes`, {
        hint: 'deliver it elsewhere',
        failure: 'refused',
      })
    }
    await this.#refuse('write', await this.#store(secret, current.version), redaction(secret))
  }

  async #held(): Promise<Held | undefined> {
    const cluster = await this.#open()
    const response = await cluster.send({ kind: 'read', method: 'GET', path: this.#path(this.#address.name) })
    if (cluster.isAbsent(response)) return undefined
    await this.#refuse('read', response)
    return cluster.parse(response, body => ({
      version: body.at('metadata').at('resourceVersion').text(),
      immutable: body.at('immutable').value === true,
      value: body.at('data').at(this.#address.key).optional(fromBase64) ?? undefined,
    }))
  }

  /** Changes the key of the secret of that version, or creates the secret where there was none. */
  async #store(secret: Secret, version: string | undefined, query = ''): Promise<HttpResponse> {
    const { name, key } = this.#address
    const data = { [key]: Buffer.from(secret.reveal()).toString('base64') }
    const cluster = await this.#open()
    if (version !== undefined) {
      return await cluster.send({
        kind: 'write',
        method: 'PATCH',
        path: `${this.#path(name)}${query}`,
        contentType: 'application/merge-patch+json',
        json: { metadata: { resourceVersion: version }, data },
      })
    }
    return await cluster.send({
      kind: 'write',
      method: 'POST',
      path: `${this.#path()}${query}`,
      json: { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: 'Opaque', data },
    })
  }

  async #askForRight(verb: 'patch' | 'create'): Promise<void> {
    const cluster = await this.#open()
    const { namespace, name } = this.#address
    const resourceAttributes = { namespace, verb, resource: 'secrets', ...(verb === 'patch' ? { name } : {}) }
    const response = await cluster.send({
      kind: 'read',
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      json: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      },
    })
    await this.#refuse('write', response)
    if (cluster.parse(response, body => body.at('status').at('allowed').value) === true) return
    throw new DestinationUnavailable(`Kubernetes does not let us ${verb} the secret of ${this.to}`, {
      hint: `ask for that right: kubectl auth can-i ${verb} secrets -n ${namespace}`,
      failure: 'refused',
    })
  }

  /** Throws what an answer that is no success means. */
  async #refuse(verb: 'read' | 'write', response: HttpResponse, redact?: (text: string) => string) {
    if (response.status === 200 || response.status === 201) return
    throw (await this.#open()).refusal(verb, this.to, response, redact)
  }

  #path(name?: string): string {
    const secrets = `/api/v1/namespaces/${this.#address.namespace}/secrets`
    return name === undefined ? secrets : `${secrets}/${name}`
  }

  #open(): Promise<Cluster> {
    this.#cluster ??= openAccess(this.#world, this.#accountFolder).then(access => {
      this.#server = access.baseUrl
      return new Cluster(access, this.#world)
    })
    return this.#cluster
  }
}

function fromBase64(field: Field): string {
  return Buffer.from(field.text(), 'base64').toString('utf8')
}
