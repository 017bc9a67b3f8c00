const sides = ['top', 'bottom', 'left', 'right', 'mid'] as const

/** The characters of a table of cli-table3 that has no lines. */
export const borderless = Object.fromEntries(
  [...sides, ...sides.flatMap(side => sides.map(other => `${side}-${other}`)), 'middle'].map(part => [
    part,
    '',
  ]),
)
