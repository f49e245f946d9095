/** Training as the desktop shows it: task-bar progress, a notification at the end, no sleep in between. */
import { type BrowserWindow, Notification, powerSaveBlocker } from 'electron'
import { lengthWords } from '../../shared/run-length'
import type { Run } from '../../shared/domain'
import type { Watcher } from './activity'

export interface ProgressOptions {
  window: () => BrowserWindow | undefined
  show: () => void
  /** Nothing trains any more. */
  idle: () => void
}

export function desktopProgress({ window, show, idle }: ProgressOptions): Watcher {
  let blocker: number | undefined
  // Shown notifications that nobody holds are collected, and their click with them.
  const shown = new Set<Notification>()

  function stayAwake(awake: boolean): void {
    if (awake && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!awake && blocker !== undefined) {
      powerSaveBlocker.stop(blocker)
      blocker = undefined
    }
  }

  return {
    progress(fraction, paused) {
      window()?.setProgressBar(fraction ?? -1, { mode: paused ? 'paused' : 'normal' })
      stayAwake(fraction !== null && !paused)
      if (fraction === null || paused) idle()
    },
    ended(run) {
      if (window()?.isFocused() || !Notification.isSupported()) return
      const notification = new Notification({ title: run.name, body: sentence(run) })
      notification.on('click', () => {
        shown.delete(notification)
        show()
      })
      notification.on('close', () => shown.delete(notification))
      shown.add(notification)
      notification.show()
    }
  }
}

function sentence(run: Run): string {
  if (run.status === 'finished') return `Finished: ${lengthWords(run)} trained.`
  return run.error ?? `Ended in epoch ${run.epoch + 1} of ${run.epochs}. It can be resumed from its last checkpoint.`
}
