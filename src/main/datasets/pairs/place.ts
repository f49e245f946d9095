/** By what two files are a pair: their path below their folder, without its ending, however its accents are spelt. */
export const placeOf = (path: string): string => path.replace(/\.[^./]*$/, '').normalize('NFC')
