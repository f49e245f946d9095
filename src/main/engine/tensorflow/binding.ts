/** The native binding under tfjs-node, typed, and made replaceable so that a recorder can listen in. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TypedArray } from '../../tensors/program'
import { tf } from './tf'

export type { TypedArray }

export interface TensorMetadata {
  id: number
  shape: number[]
  dtype: number
}
export interface OpAttribute {
  name: string
  type: number
  value: unknown
}

export interface Binding {
  createTensor(shape: number[], dtype: number, values: TypedArray): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): TypedArray
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(session: number): void
  runSavedModel(session: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[]
  getNumOfTensors(): number
  isUsingGpuDevice(): boolean
  TF_ATTR_STRING: number
  TF_ATTR_INT: number
  TF_ATTR_FLOAT: number
  TF_ATTR_BOOL: number
  TF_ATTR_TYPE: number
  TF_ATTR_SHAPE: number
  TF_Version: string
}

interface Backend {
  binding: Binding
  getInputTensorIds(tensors: Tensor[]): number[]
  createOutputTensor(metadata: TensorMetadata): Tensor
  executeMultipleOutputs(name: string, attributes: OpAttribute[], inputs: Tensor[], outputs: number): Tensor[]
  move(dataId: object, values: unknown, shape: number[], dtype: string, refCount: number): void
}

export const backend = tf.backend() as unknown as Backend
const original = backend.binding

/** The binding's own functions are not writable: a plain copy of them is what the back end calls from now on. */
const copy: Record<string, unknown> = {}
for (const key of Object.getOwnPropertyNames(original)) {
  const value: unknown = Reflect.get(original, key)
  copy[key] = typeof value === 'function' ? value.bind(original) : value
}
export const native = copy as unknown as Binding
backend.binding = native

/** Swaps the functions that the back end calls; returns the way back. */
export function intercept(functions: Partial<Binding>): () => void {
  const before = Object.fromEntries(Object.keys(functions).map(key => [key, Reflect.get(native, key)]))
  Object.assign(native, functions)
  return () => {
    Object.assign(native, before)
  }
}

/** TensorFlow's DataType numbers. */
export const DataType = { float32: 1, int32: 3, uint8: 4, bool: 10, bfloat16: 14, float16: 19 } as const
export type DataTypeName = keyof typeof DataType

export const idOf = (tensor: Tensor): number => {
  const [id] = backend.getInputTensorIds([tensor])
  if (id === undefined) throw new Error('The back end gave a tensor no id.')
  return id
}

/** Attribute constructors for raw ops. */
export const attribute = {
  type: (name: string, value: DataTypeName): OpAttribute => ({
    name,
    type: original.TF_ATTR_TYPE,
    value: DataType[value]
  }),
  int: (name: string, value: number | number[]): OpAttribute => ({ name, type: original.TF_ATTR_INT, value }),
  float: (name: string, value: number): OpAttribute => ({ name, type: original.TF_ATTR_FLOAT, value }),
  bool: (name: string, value: boolean): OpAttribute => ({ name, type: original.TF_ATTR_BOOL, value }),
  string: (name: string, value: string): OpAttribute => ({ name, type: original.TF_ATTR_STRING, value })
}

/** Runs one TensorFlow op by name, outside tfjs's own list; no gradient is known for it. */
export function rawOp(name: string, attributes: OpAttribute[], inputs: Tensor[]): Tensor {
  const [output] = backend.executeMultipleOutputs(name, attributes, inputs, 1)
  if (!output) throw new Error(`${name} gave no output.`)
  return output
}
