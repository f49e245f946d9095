/** Training pictures, and below each row of them what became of them when they were encoded and decoded. */
import type { SheetKind } from './kind'

export default {
  id: 'reconstructions',
  traits: {
    rows: 2,
    preview: 'corner',
    joined: false,
    columns: 'Originals, and what became of them',
    ways: null,
    label: '{count} samples of epoch {epoch}',
    explored: 'encoded'
  },
  reconstructs: true,
  draw: async ({ examples, reconstruct }) => [examples, await reconstruct(examples)]
} satisfies SheetKind
