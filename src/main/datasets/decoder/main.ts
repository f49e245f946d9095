/**
 * Entry of the decoder's process: pictures come in by where they lie, pixels go out. It ends when the studio is gone.
 */
import { availableParallelism, totalmem } from 'node:os'
import { openChannel } from '../../lib/channel'
import { guard, volunteer } from './guard'
import { Post } from './post'
import type { Order, Report } from './protocol'
import { Decoding } from './work'

/**
 * What all pictures that are being decoded may take together, and so each of them, bytes: a quarter of a small machine,
 * unless ATELIER_PICTURE_MEMORY says how many MB.
 */
const asked = 1e6 * Number(process.env.ATELIER_PICTURE_MEMORY)
const memory =
  asked > 0 ? asked : Math.min(1e9, Math.max(2.5e8, Math.min(totalmem(), process.constrainedMemory() || Infinity) / 4))
/** Pictures side by side. */
const atOnce = Math.min(32, Math.max(6, 2 * availableParallelism()))

const channel = openChannel<Order[], Report[]>()
const post = new Post(reports => {
  channel.post(reports)
})

volunteer()
// Estimates are about right: a tenth more is taken for one, anything beyond is not what the header promised.
guard(process.memoryUsage.rss() + 1.1 * memory + 32e6)
const decoding = new Decoding(memory, atOnce, (report, last) => {
  post.add(report, last)
})
channel.listen(
  orders => {
    for (const order of orders) decoding.receive(order)
  },
  () => process.exit(1)
)
post.add({ type: 'ready' }, true)
