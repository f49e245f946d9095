/** The layers that model files are written with. Nothing here loads a tensor library: `tf` arrives with each step. */
export { conv, transposedConv } from './conv'
export { dense } from './dense'
export { labelPlane, labelVector } from './label'
export { glorotUniform, normalInitializer, type Layer } from './layer'
export { batchNorm } from './norm'
export { dropout, leakyRelu, relu, selu, sigmoid, tanh } from './pointwise'
export { flatten, reshape } from './shape'
