/** A part of an answer is larger than it may be. */
export class PartTooLarge extends Error {
  readonly part: 'item' | 'rest'

  constructor(part: 'item' | 'rest') {
    super(part)
    this.part = part
  }
}
