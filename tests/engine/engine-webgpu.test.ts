import { test } from 'vitest'
import { testAlone } from './engine-alone'
import { vulkan } from './vulkan'

if (vulkan) testAlone('webgpu')
else test.skip("webgpu: no driver here, neither a GPU's nor Chromium's", () => undefined)
