export type Capability = 'create' | 'read' | 'update' | 'patch' | 'delete' | 'list'

/** A path as policies have them, with `*` at its end and `+` for a part, and what it allows; `root` allows all. */
export type Policy = 'root' | Readonly<Record<string, readonly Capability[]>>

/** What the policy allows at a path: `['deny']` where nothing does. The longest rule that fits decides. */
export function capabilitiesAt(policy: Policy, path: string): string[] {
  if (policy === 'root') return ['root']
  const fitting = Object.keys(policy).filter(rule => fits(rule, path))
  const [best] = fitting.sort((one, other) => other.length - one.length)
  const allowed = best === undefined ? [] : (policy[best] ?? [])
  return allowed.length > 0 ? [...allowed] : ['deny']
}

export function allows(policy: Policy, path: string, capability: Capability): boolean {
  const allowed = capabilitiesAt(policy, path)
  return allowed.includes('root') || allowed.includes(capability)
}

/** Whether any rule reaches into the mount, which is what lets a token see that it is there. */
export function seesMount(policy: Policy, mount: string): boolean {
  return (
    policy === 'root' || Object.keys(policy).some(rule => rule.startsWith(mount) && !isDenied(policy[rule]))
  )
}

function isDenied(allowed: readonly Capability[] | undefined): boolean {
  return (allowed?.length ?? 0) === 0
}

function fits(rule: string, path: string): boolean {
  const pattern = rule
    .replace(/[.?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('+', '[^/]+')
    .replace(/\*$/, '.*')
  return new RegExp(`^${pattern}$`, 's').test(path)
}
