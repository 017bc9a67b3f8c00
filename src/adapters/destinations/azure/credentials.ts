import { resolve } from 'node:path'
import { AnswerNotUnderstood, DestinationUnavailable } from '../../../domain/errors.ts'
import { Secret } from '../../../domain/secret.ts'
import { Field } from '../../answers/field.ts'
import { childEnvironment } from '../child-environment.ts'
import { runForJson } from '../remote/json-command.ts'
import { readNamedFile } from '../remote/read-text-file.ts'
import type { RemoteWorld } from '../remote/remote-world.ts'
import { requestToken } from '../remote/token-endpoint.ts'
import type { AzureCloud } from './address.ts'

const timeout = 60_000
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * An access token for the vaults of a cloud: of the application that `AZURE_TENANT_ID` and `AZURE_CLIENT_ID` name, with its
 * secret or a federated token, else of whom `az` is signed in as. Throws `DestinationUnavailable` when there is none.
 */
export async function findVaultToken(cloud: AzureCloud, world: RemoteWorld): Promise<Secret> {
  const { env } = world
  const proof = await proofOf(world)
  if (!proof) return await cliToken(cloud, world)
  const [tenant, client] = [env.AZURE_TENANT_ID, env.AZURE_CLIENT_ID]
  if (!tenant || !client || !/^[A-Za-z0-9.-]+$/.test(tenant)) {
    throw new DestinationUnavailable('AZURE_TENANT_ID and AZURE_CLIENT_ID have to name the application', {
      hint: 'set both, or unset AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE to use az login',
    })
  }
  const authority = authorityOf(env.AZURE_AUTHORITY_HOST || cloud.authority)
  const scope = `https://${cloud.suffix}/.default`
  return await requestToken(
    {
      title: 'Azure sign-in',
      url: `${authority}/${tenant}/oauth2/v2.0/token`,
      source: 'AZURE_AUTHORITY_HOST',
      form: { grant_type: 'client_credentials', client_id: client, scope, ...proof },
      hint: 'check AZURE_TENANT_ID, AZURE_CLIENT_ID, and whether the secret ended or the federation fits',
    },
    world,
  )
}

/** Azure's tools take it with or without `https://`. */
function authorityOf(text: string): string {
  return (text.includes('://') ? text : `https://${text}`).replace(/\/+$/, '')
}

async function proofOf({ env, cwd }: RemoteWorld): Promise<Record<string, string> | undefined> {
  if (env.AZURE_CLIENT_SECRET) return { client_secret: env.AZURE_CLIENT_SECRET }
  if (!env.AZURE_FEDERATED_TOKEN_FILE) return undefined
  const path = resolve(cwd, env.AZURE_FEDERATED_TOKEN_FILE)
  const assertion = (await readNamedFile(path, 'AZURE_FEDERATED_TOKEN_FILE')).trim()
  return { client_assertion_type: assertionType, client_assertion: assertion }
}

async function cliToken({ suffix }: AzureCloud, { env, cwd }: RemoteWorld): Promise<Secret> {
  const answer = await runForJson({
    command: 'az',
    args: ['account', 'get-access-token', '--resource', `https://${suffix}`, '--output', 'json'],
    env: childEnvironment(env),
    cwd,
    timeout,
    installHint:
      'set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or install az and sign in: az login',
  }).catch(error => {
    if (!(error instanceof DestinationUnavailable) || !/failed/.test(error.message)) throw error
    throw new DestinationUnavailable(error.message, { hint: 'sign in: az login' })
  })
  try {
    return new Secret(new Field(answer, '', 'what az printed').at('accessToken').text())
  } catch (error) {
    if (!(error instanceof AnswerNotUnderstood)) throw error
    throw new DestinationUnavailable(error.message, { hint: 'sign in: az login', failure: 'corrupt' })
  }
}
