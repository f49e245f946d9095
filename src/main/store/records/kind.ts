/** What keeps a record of itself in its folder. */
export type Kind = 'run' | 'dataset'
