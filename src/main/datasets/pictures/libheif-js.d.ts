/** What is used of libheif-js, which has no types of its own. */
declare module 'libheif-js/wasm-bundle.js' {
  export interface Canvas {
    data: Uint8ClampedArray
    width: number
    height: number
  }
  export interface HeifImage {
    is_primary: () => boolean
    /** Upright. */
    get_width: () => number
    get_height: () => number
    /** Fills RGBA, and says null where it cannot. */
    display: (into: Canvas, done: (result: object | null) => void) => void
    free: () => void
  }
  export interface Libheif {
    HeifDecoder: new () => { decode: (bytes: Uint8Array) => HeifImage[] }
  }
  const libheif: Libheif
  export default libheif
}
