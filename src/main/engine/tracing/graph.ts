/**
 * A function as the operations that compute it: what leaves the studio as ONNX and the like. Operations are tfjs's
 * kernels, by their names and attributes; a value is a number that one node makes and others take.
 */
import { z } from 'zod'

const shape = z.array(z.int().min(0))
const dtype = z.enum(['float32', 'int32', 'bool'])
const id = z.int().min(0)

export const traced = z.object({
  /** What it is given, in order. */
  inputs: z.array(z.object({ id, name: z.string(), shape, dtype })),
  outputs: z.array(z.object({ id, name: z.string(), shape, dtype })),
  /** Each after those whose values it takes. */
  nodes: z.array(
    z.object({
      op: z.string(),
      /** Values by the kernel's own names for them; of a kernel that takes a list, by their places. */
      inputs: z.record(z.string(), id),
      attributes: z.record(z.string(), z.unknown()),
      outputs: z.array(z.object({ id, shape, dtype }))
    })
  ),
  /** Values that are the same whatever is given: weights, and what follows from them alone. */
  constants: z.array(
    z.object({
      id,
      /** Of a weight: the path that it has in checkpoints. */
      name: z.string().optional(),
      shape,
      dtype,
      values: z.union([z.instanceof(Float32Array), z.instanceof(Int32Array), z.instanceof(Uint8Array)])
    })
  )
})

export type Traced = z.infer<typeof traced>
export type TracedNode = Traced['nodes'][number]
export type TracedConstant = Traced['constants'][number]
export type TracedDtype = z.infer<typeof dtype>
