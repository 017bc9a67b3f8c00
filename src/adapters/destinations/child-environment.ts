const harmless = new Set(['BEATPASS_PROFILE', 'BEATPASS_API_URL', 'BEATPASS_PLATFORM', 'BEATPASS_STORE'])

/** The environment for a child: the same, less our own credentials and whatever else is ours and not known to be harmless. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => {
    const plain = name.toUpperCase()
    return !plain.startsWith('BEATPASS_') || harmless.has(plain)
  })
  return Object.fromEntries(kept)
}
