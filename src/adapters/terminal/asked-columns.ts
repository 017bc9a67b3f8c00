/** The width that `COLUMNS` asks for; `undefined` where it is no number of columns. */
export function askedColumns({ COLUMNS }: Record<string, string | undefined>): number | undefined {
  const columns = Number(COLUMNS)
  return Number.isInteger(columns) && columns > 0 ? columns : undefined
}
