/** What a workspace's database says, read beside the studio that has it open. */
import type { Run, StepColumns } from '../../../src/shared/domain'
import { openStore, type Store } from '../../../src/main/store'

export function read<T>(workspace: string, look: (store: Store) => T): T {
  const store = openStore(workspace)
  try {
    return look(store)
  } finally {
    store.close()
  }
}

/** The losses of every single step. */
export const losses = (workspace: string, run: string): StepColumns =>
  read(workspace, ({ history }) => history.steps(run, 1_000_000))

/** @throws where there is not exactly one of that name */
export function runNamed(workspace: string, name: string): Run {
  const [run, ...more] = read(workspace, ({ runs }) => runs.list().filter(each => each.name === name))
  if (!run || more.length > 0) throw new Error(`There are ${run ? 1 + more.length : 0} runs called "${name}".`)
  return run
}
