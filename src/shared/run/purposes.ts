/** What a model is for, in the words and the order in which the window groups models by it. */
export const purposes = {
  soon: 'To see something soon',
  finest: 'For photos and drawings',
  classes: 'One class at a time',
  codes: 'To reconstruct pictures and mix them',
  translation: 'One picture from another',
  understanding: 'To watch how a GAN learns'
} as const

export type Purpose = keyof typeof purposes
export const purposeIds = Object.keys(purposes) as [Purpose, ...Purpose[]]

/** Those of each purpose, in the order that they come in; purposes that none has are left out. */
export const byPurpose = <T>(all: readonly T[], of: (each: T) => Purpose): { words: string; those: T[] }[] =>
  purposeIds
    .map(id => ({ words: purposes[id], those: all.filter(each => of(each) === id) }))
    .filter(({ those }) => those.length > 0)
