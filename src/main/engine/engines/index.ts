/** Opens engines by name. Nothing of an engine is loaded before it is asked for: its library may be what crashes. */
import { setEngine, type Engine } from '../../tensors/engine'
import type { EngineName } from '../protocol'

const openers: Record<EngineName, () => Promise<{ open: () => Promise<Engine> }>> = {
  tensorflow: () => import('./tensorflow'),
  webgpu: () => import('./webgpu'),
  wasm: () => import('./wasm')
}

/**
 * Makes this the process's engine; models built from now on live on it.
 * @throws Error when its library or device is not there, saying which.
 */
export async function openEngine(name: EngineName): Promise<Engine> {
  const { open } = await openers[name]()
  const engine = await open()
  setEngine(engine)
  return engine
}
