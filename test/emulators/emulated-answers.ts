import { HttpsTransport } from '../../src/adapters/transports/https.ts'
import { startKubernetes } from './kubernetes.ts'
import { type Answer, answersOf, bearers, headersOf } from './kubernetes-answers.ts'

/** What the emulator answers to the questions that a real API server is asked, in the form of its record. */
export async function emulatedAnswers(): Promise<Answer[]> {
  const tokens = { [bearers.admin]: 'admin', [bearers.stranger]: 'stranger' }
  const server = await startKubernetes({ tokens, strangers: ['stranger'] })
  const transport = new HttpsTransport()
  try {
    const answers = await answersOf(async question => {
      const { method, path, body } = question
      const request = {
        method,
        url: `${server.url}${path}`,
        headers: headersOf(question),
        maxBytes: 4 * 1024 * 1024,
      }
      return await transport.send(body === undefined ? request : { ...request, body })
    })
    return JSON.parse(JSON.stringify(answers))
  } finally {
    await server.close()
  }
}
