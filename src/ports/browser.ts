/** The user's web browser. */
export interface Browser {
  /** Opens an https or loopback page; false when there is no browser to open it in. Never throws. */
  open(url: string): Promise<boolean>
}
