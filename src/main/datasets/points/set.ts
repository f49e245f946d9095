/** What a file in sets/ declares: points that are made on the spot. */
export interface PointSet {
  name: string
  title: string
  /** One plain sentence. */
  summary: string
  licence: string
  count: number
  /** count × 2; the same for the same seed on every machine. */
  draw: (seed: number) => Float32Array
}
