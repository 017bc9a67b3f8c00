import type { GithubEmulator } from '../github.ts'
import { fieldsOf, Refused, textOf } from './place.ts'
import { type GithubApp, nameIn } from './secret-routes.ts'

/** https://docs.github.com/rest/actions/variables */
export function variableRoutes(app: GithubApp, base: string, github: GithubEmulator): void {
  const ofOrganisation = base.startsWith('/orgs/')
  const reach = ofOrganisation ? ['visibility'] : []

  app.get(`${base}/variables/:name`, c => {
    const variable = c.get('place').variables.get(nameIn(c))
    if (!variable) throw new Refused(404, 'Not Found')
    return c.json({
      name: nameIn(c),
      ...variable,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: github.now(),
    })
  })

  app.post(`${base}/variables`, c => {
    const body = fieldsOf(c.get('body'), ['name', 'value', ...reach], ['selected_repository_ids'])
    const name = textOf(body.name).toUpperCase()
    if (c.get('place').variables.has(name)) throw new Refused(409, 'Already exists - Variable already exists')
    const visibility = ofOrganisation ? { visibility: textOf(body.visibility) } : {}
    c.get('place').variables.set(name, { value: textOf(body.value), ...visibility })
    return c.json({}, 201)
  })

  app.patch(`${base}/variables/:name`, c => {
    const old = c.get('place').variables.get(nameIn(c))
    if (!old) throw new Refused(404, 'Not Found')
    const body = fieldsOf(c.get('body'), [], ['name', 'value', 'visibility', 'selected_repository_ids'])
    if (body.name !== undefined && textOf(body.name).toUpperCase() !== nameIn(c))
      throw new Refused(422, 'renamed')
    c.get('place').variables.set(nameIn(c), { ...old, value: textOf(body.value) })
    return c.body(null, 204)
  })
}
