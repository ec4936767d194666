// What reads files, and no more: a bundle of its own, for threads, and for a run that looks whether a changed file says what it said.
export const grounds = (): Promise<typeof import('../grounds.js')> => import('../grounds.js');
export const beside = (): Promise<typeof import('../threads/reading-thread.js')> =>
  import('../threads/reading-thread.js');
