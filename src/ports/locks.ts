/** What holds off other runs of this user on this machine. Every adapter passes test/contracts/locks.ts. */
export interface Locks {
  /**
   * Runs `work` while no other run is inside work of the same name; waits for the one that is. Throws `Busy` when that takes
   * too long, `StoreUnavailable` where no lock can be made. `name` is fit for a file name.
   */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result>
}
