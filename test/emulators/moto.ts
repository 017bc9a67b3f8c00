import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { AwsClient } from 'aws4fetch'

/** Keys of an account in moto. */
export interface MotoKeys {
  accessKeyId: string
  secretAccessKey: string
}

/** A real moto that checks signatures and policies: an independent server of AWS's API. */
export interface Moto {
  url: string
  region: string
  /** May do everything. */
  admin: MotoKeys
  /** A new user who may do everything with secrets, until told otherwise. */
  user(): Promise<MotoKeys & { deny(...actions: string[]): Promise<void> }>
  /** Calls Secrets Manager as the administrator, in another region where one is given. Throws with the answer in it when it refuses. */
  secrets(action: string, input: object, where?: string): Promise<Record<string, unknown>>
  /** Calls IAM as the administrator; gives the XML. */
  iam(params: Record<string, string>): Promise<string>
  stop(): Promise<void>
}

const region = 'eu-central-1'
const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

/** Starts one; it fails where there is no `moto_server` on the PATH. Call it once a test file. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  // The first three calls make the administrator; from then on every call needs a signature and a policy.
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: '3' },
    stdio: 'ignore',
    detached: true,
  })
  process.once('exit', () => endGroup(child))
  const url = `http://127.0.0.1:${port}`
  await untilAnswering(child, url)
  const admin = await makeUser(params =>
    callIam(url, { accessKeyId: 'none', secretAccessKey: 'none' }, params),
  )
  const iam = (params: Record<string, string>) => callIam(url, admin, params)
  return {
    ...{ url, region, admin, iam },
    user: async () => {
      const keys = await makeUser(iam)
      return { ...keys, deny: (...actions) => denyTo(iam, keys.name, actions) }
    },
    secrets: (action, input, where = region) => callSecrets(url, { ...admin, region: where }, action, input),
    stop: () => stop(child),
  }
}

async function makeUser(iam: (params: Record<string, string>) => Promise<string>) {
  const name = `user-${Math.random().toString(36).slice(2)}`
  await iam({ Action: 'CreateUser', UserName: name })
  await iam({ Action: 'PutUserPolicy', UserName: name, PolicyName: 'all', PolicyDocument: everything })
  const xml = await iam({ Action: 'CreateAccessKey', UserName: name })
  const field = (tag: string) => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml)?.[1] ?? ''
  return { name, accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') }
}

async function denyTo(iam: Moto['iam'], name: string, actions: string[]): Promise<void> {
  const Statement = [{ Effect: 'Deny', Action: actions, Resource: '*' }]
  const policy = JSON.stringify({ Version: '2012-10-17', Statement })
  await iam({ Action: 'PutUserPolicy', UserName: name, PolicyName: 'deny', PolicyDocument: policy })
}

async function callIam(url: string, keys: MotoKeys, params: Record<string, string>): Promise<string> {
  const client = new AwsClient({ ...keys, service: 'iam', region: 'us-east-1', retries: 0 })
  const answer = await client.fetch(`${url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    // moto signs what Python would have written, which escapes the star too.
    body: new URLSearchParams({ Version: '2010-05-08', ...params }).toString().replaceAll('*', '%2A'),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`moto: ${params.Action} answered ${answer.status} ${text}`)
  return text
}

async function callSecrets(url: string, who: MotoKeys & { region: string }, action: string, input: object) {
  const client = new AwsClient({ ...who, service: 'secretsmanager', retries: 0 })
  const answer = await client.fetch(`${url}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify(input),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`moto: ${action} answered ${answer.status} ${text}`)
  return JSON.parse(text) as Record<string, unknown>
}

async function untilAnswering(child: ChildProcess, url: string): Promise<void> {
  const died = new Promise<never>((_, reject) => {
    child.once('error', error => reject(new Error(`moto_server cannot be started: ${error.message}`)))
    child.once('exit', code => reject(new Error(`moto_server ended with ${code}`)))
  })
  const answers = async () => {
    for (let tries = 0; tries < 600; tries++) {
      // Not an action of AWS: it does not count.
      if (
        await fetch(`${url}/moto-api/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return
      await new Promise(resolve => setTimeout(resolve, 100))
    }
    throw new Error('moto_server does not answer')
  }
  await Promise.race([answers(), died])
  died.catch(() => undefined)
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  if (endGroup(child)) await ended
}

/** With all that it started: a shim may stand before it. False where it has ended already. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
  if (pid === undefined || exitCode !== null || signalCode !== null) return false
  return process.kill(-pid, 'SIGKILL')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>(resolve => server.close(() => resolve()))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
