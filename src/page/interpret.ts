/** A traced function run in the browser: tfjs's kernels again, one after the other. */
import { broadcastTo, engine, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { PageConstant, PageGraph } from '../shared/page'

export type Given = Readonly<Record<string, Float32Array | Int32Array>>

/** Kernels of the studio's library that the browser's backends make of others. */
export const composed: Readonly<Record<string, (x: Tensor, shape: number[]) => Tensor>> = { BroadcastTo: broadcastTo }

/** Weights stay on the device between draws. */
export class Interpreter {
  readonly #constants = new Map<number, Tensor>()

  /** @param numbers all constants' values, one after the other, four bytes each */
  constructor(
    readonly graph: PageGraph,
    constants: readonly PageConstant[],
    numbers: ArrayBuffer
  ) {
    let at = 0
    for (const { id, shape, dtype } of constants) {
      const count = shape.reduce((product, size) => product * size, 1)
      const whole = new Int32Array(numbers, at, count)
      const values =
        dtype === 'float32' ? new Float32Array(numbers, at, count) : dtype === 'bool' ? Uint8Array.from(whole) : whole
      this.#constants.set(id, tensor(values, shape, dtype))
      at += 4 * count
    }
  }

  /** Each output's numbers, by name. @throws Error where an input is missing */
  async run(given: Given): Promise<Record<string, Float32Array>> {
    const outputs = tidy(() => this.#compute(given))
    try {
      const numbers = await Promise.all(outputs.map(output => output.data()))
      return Object.fromEntries(
        this.graph.outputs.map(({ name }, i) => [name, Float32Array.from(numbers[i] ?? [])] as const)
      )
    } finally {
      for (const output of outputs) output.dispose()
    }
  }

  /** Lets go of the weights. */
  dispose(): void {
    for (const constant of this.#constants.values()) constant.dispose()
  }

  #compute(given: Given): Tensor[] {
    const values = new Map(this.#constants)
    for (const { id, name, shape, dtype } of this.graph.inputs) {
      const numbers = given[name]
      if (!numbers) throw new Error(`The input "${name}" is missing.`)
      values.set(id, tensor(numbers, shape, dtype))
    }
    for (const { op, inputs, attributes, outputs } of this.graph.nodes) {
      const taken = Object.entries(inputs).map(([key, id]) => [key, valueOf(values, id)] as const)
      // A kernel takes names, or where it takes a list, places.
      const isList = taken.length > 0 && taken.every(([key]) => /^\d+$/.test(key))
      const compose = composed[op]
      const made = compose
        ? compose(taken[0]?.[1] as Tensor, outputs[0]?.shape ?? [])
        : (engine().runKernel(
            op,
            (isList ? taken.map(([, value]) => value) : Object.fromEntries(taken)) as never,
            attributes as never
          ) as Tensor | Tensor[])
      ;[made].flat().forEach((value, i) => {
        const id = outputs[i]?.id
        if (id !== undefined) values.set(id, value)
      })
    }
    // Of their own: an output may be a weight as it is, or stand twice.
    return this.graph.outputs.map(({ id }) => valueOf(values, id).clone())
  }
}

function valueOf(values: ReadonlyMap<number, Tensor>, id: number): Tensor {
  const value = values.get(id)
  if (!value) throw new Error(`Value ${id} is taken before it is made.`)
  return value
}
