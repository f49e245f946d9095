import { testAlone } from './engine-alone'

testAlone('wasm')
