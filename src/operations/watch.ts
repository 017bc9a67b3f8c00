/** Told how many of all are done, after each of them. */
export type Watch = (done: number, total: number) => void
