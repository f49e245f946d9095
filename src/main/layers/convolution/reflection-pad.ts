import { imageShape, layer, type Layer } from '../layer'

/** So many rows and columns more on every side, mirrored in the outermost: [h, w, c] → [h + 2·by, w + 2·by, c]. */
export const reflectionPad = (by: number): Layer =>
  layer('reflectionPad', (net, x) => {
    const [height, width, channels] = imageShape('reflectionPad', x)
    if (by >= Math.min(height, width))
      throw new Error(`reflectionPad mirrors ${by} rows and columns; it was given ${height}×${width}.`)
    return net.output([height + 2 * by, width + 2 * by, channels], ({ ops }) => ops.reflectionPad(x.tensor, by))
  })
