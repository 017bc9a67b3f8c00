import type { Field } from '../../answers/field.ts'
import type { GithubApi } from './api.ts'

/** Which repositories see a secret of an organisation, in the words of the API. */
export type Reach = { visibility: string; selected_repository_ids?: number[] }

const page = 100

/** Who sees a secret of an organisation: every write has to say it anew. */
export class OrganisationReach {
  readonly #path: string
  readonly #api: GithubApi

  /** `path` of the secret. */
  constructor(path: string, api: GithubApi) {
    this.#path = path
    this.#api = api
  }

  /** As the secret has it now; a secret that is not there yet will be seen by the private repositories. */
  async read(): Promise<Reach> {
    const what = 'to tell who sees the secret'
    const response = await this.#api.send(what, { kind: 'read', method: 'GET', path: this.#path }, [200, 404])
    if (response.status === 404) return { visibility: 'private' }
    const visibility = await this.#api.parse(response, body => body.at('visibility').text())
    if (visibility !== 'selected') return { visibility }
    return { visibility, selected_repository_ids: await this.#selected() }
  }

  async #selected(): Promise<number[]> {
    const ids: number[] = []
    for (let at = 1; ; at++) {
      const path = `${this.#path}/repositories?per_page=${page}&page=${at}`
      const what = 'to tell which repositories see the secret'
      const response = await this.#api.send(what, { kind: 'read', method: 'GET', path }, [200])
      const found = await this.#api.parse(response, repositoriesIn)
      ids.push(...found)
      if (found.length < page) return ids
    }
  }
}

function repositoriesIn(body: Field): number[] {
  return body
    .at('repositories')
    .list()
    .map(one => Number(one.at('id').id()))
}
