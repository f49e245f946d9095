/** A picture for each fixed latent. */
import type { SheetKind } from './kind'

export default {
  id: 'samples',
  traits: {
    rows: 1,
    preview: 'first',
    joined: false,
    columns: 'Each column is one latent',
    ways: null,
    label: '{count} samples of epoch {epoch}',
    explored: 'latent'
  }
} satisfies SheetKind
