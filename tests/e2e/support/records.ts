/** What a workspace's database says, read beside the studio that has it open. */
import type { StepColumns } from '../../../src/shared/domain'
import { openStore } from '../../../src/main/store'

/** The losses of every single step. */
export function losses(workspace: string, run: string): StepColumns {
  const store = openStore(workspace)
  try {
    return store.history.steps(run, 1_000_000)
  } finally {
    store.close()
  }
}
