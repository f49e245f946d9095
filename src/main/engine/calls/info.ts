/** Engine, device, versions, self-test. */
import { z } from 'zod'
import { engineInfo } from '../../../shared/domain'
import { defineCall } from './call'

export default defineCall({
  id: 'info',
  input: z.object({}),
  output: engineInfo,
  async run() {
    const { engineInfo: inform } = await import('../info')
    return inform()
  }
})
