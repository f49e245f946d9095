/** What a count of copies among samples says, in window and command line alike. */

/** E.g. `3 of 64 samples look copied: each is less than half as far from one picture as from any other.` */
export const copiesWords = (copies: number, searched: number): string =>
  copies === 0
    ? `None of ${searched} samples looks copied: each is about as near to several pictures.`
    : `${copies} of ${searched} samples ${copies === 1 ? 'looks copied: it' : 'look copied: each'} is less ` +
      'than half as far from one picture as from any other.'

/** A tenth of the samples or more: no accident any more. */
export const byHeart = (copies: number, searched: number): boolean => copies > 0 && copies * 10 >= searched
