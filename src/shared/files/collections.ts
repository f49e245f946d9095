/** Files that hold many pictures, or say what pictures beside them are, by their names. */

/** Arrays of pictures (NumPy, IDX), and lists of paths and labels. */
const arrays = /\.(npy|idx)$|[-.]idx\d-ubyte$/i
const lists = /\.(csv|tsv|json|jsonl)$/i
/** What is unpacked first. */
const archives = /\.(zip|npz|tar|tgz|gz)$/i

/** Whether such a name may be one that pictures are read from; what lies in it decides. */
export const mayHoldPictures = (name: string): boolean => arrays.test(name) || lists.test(name)

/** By its name alone. */
export const mayBeArchive = (name: string): boolean => archives.test(name)

/** What travels with dropped pictures, or instead of them. */
export const isCollection = (name: string): boolean => mayHoldPictures(name) || archives.test(name)

const films = /\.(mp4|m4v|mov|webm|mkv|ogv|m2ts|mts)$/i

/** By its name. */
export const isFilm = (name: string): boolean => films.test(name)

/** Where it is not one of many pictures, its frames are what is meant. */
export const mayMove = (name: string): boolean => films.test(name) || /\.(gif|webp)$/i.test(name)

/** A name without the ending that says how it is packed. */
export const withoutEnding = (name: string): string =>
  name.replace(/\.(zip|npz|tar|tgz|tar\.gz|gz|npy|idx|csv|tsv|json|jsonl)$/i, '') || name
