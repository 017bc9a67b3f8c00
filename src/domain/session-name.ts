const beginning = 'beatpass cli on '

/** The name of a session on its platform: unique to a machine, because a sign-in deletes every token of its name; 3 to 100 characters. */
export function sessionName(host: string, nonce: string): string {
  return `${beginning}${host.slice(0, 60)} ${nonce}`
}

/** Whether a token of that name is a session, of whatever machine. */
export function isSessionName(name: string): boolean {
  return name.startsWith(beginning) && / [a-z2-7]{10}$/.test(name)
}
