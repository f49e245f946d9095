/** MNIST's names: train-labels-idx1-ubyte is beside train-images-idx3-ubyte. */

/** What the file of labels beside a file of pictures is called; null where the name is none of the kind. */
export function labelsBeside(name: string): string | null {
  const labels = name.replace(/images/i, 'labels').replace(/idx\d/i, 'idx1')
  return labels === name ? null : labels
}
