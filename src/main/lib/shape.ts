/** How many numbers an array of this shape holds; of a picture, height × width × channels. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
