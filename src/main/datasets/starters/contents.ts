/** What a starter dataset's store holds. */

export interface Contents {
  /** Class names in label order; empty: no classes. */
  labels: string[]
  /** In natural order of path. */
  pictures: StoredPicture[]
}

export interface StoredPicture {
  path: string
  /** Index into the labels; −1: none. */
  label: number
  /** Where its bytes lie in the store's one file of pictures. */
  offset: number
  length: number
}
