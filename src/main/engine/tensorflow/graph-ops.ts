/** Operations that are nodes of their own in a recorded graph; plain tfjs where nothing is being recorded. */
import { plainGraphOps, type GraphOps } from '../../tensors/graph-ops'
import { dtypeOf } from '../../tensors/program'
import { recording } from './recorder'

export const graphOps: GraphOps = {
  writing: () => recording() !== null,

  gather(table, indices) {
    const recorder = recording()
    if (!recorder) return plainGraphOps.gather(table, indices)
    const [count] = indices.shape
    if (count === undefined) throw new Error('Rows are gathered by a list of indices.')
    const { type, int, bool } = recorder.attribute
    const rows = recorder.graph.node('ResourceGather', [tableHandle(table.name), recorder.outputOf(indices)], {
      dtype: type('uint8'),
      Tindices: type('int32'),
      batch_dims: int(0),
      validate_indices: bool(true)
    })
    return recorder.emit(
      'Cast',
      [rows],
      { SrcT: type('uint8'), DstT: type('float32') },
      [count, table.width],
      'float32'
    )
  },

  numbers(bytes) {
    const recorder = recording()
    if (!recorder) return plainGraphOps.numbers(bytes)
    const { type } = recorder.attribute
    return recorder.emit(
      'Cast',
      [recorder.outputOf(bytes)],
      { SrcT: type('uint8'), DstT: type('float32') },
      bytes.shape,
      'float32'
    )
  },

  after(x, finished) {
    const recorder = recording()
    if (!recorder || finished.length === 0) return x
    const waits = finished.map(tensor => `^${recorder.outputOf(tensor).replace(/:\d+$/, '')}`)
    return recorder.emit(
      'Identity',
      [recorder.outputOf(x), ...waits],
      { T: recorder.attribute.type(dtypeOf(x)) },
      x.shape,
      dtypeOf(x)
    )
  },

  // tfjs's clone would be the variable again: a copy is a node of its own.
  snapshot(variable) {
    const recorder = recording()
    if (!recorder) return plainGraphOps.snapshot(variable)
    return recorder.emit(
      'Identity',
      [recorder.outputOf(variable)],
      { T: recorder.attribute.type(dtypeOf(variable)) },
      variable.shape,
      dtypeOf(variable)
    )
  },

  inPlace(op, variables, rest, flags = {}) {
    const recorder = recording()
    if (!recorder) return false
    const { type, bool } = recorder.attribute
    const node = recorder.graph.node(
      op,
      [
        ...variables.map(variable => recorder.handle(variable)),
        ...rest.map(tensor => recorder.outputOf(tensor)),
        ...variables.map(variable => `^${recorder.readNode(variable)}`)
      ],
      {
        T: type('float32'),
        use_locking: bool(false),
        ...Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, bool(value)]))
      }
    )
    for (const variable of variables) recorder.touched(variable, node)
    return true
  }
}

/** Name of the resource that a table's rows live in. */
export const tableHandle = (table: string): string => `table/${table}`
