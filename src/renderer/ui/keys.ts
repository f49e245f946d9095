/** Keys as this machine's keyboard names them. */
const mac = /Mac|iPhone|iPad/.test(navigator.platform)

/** "Ctrl+B" → "⌘B" on a Mac, unchanged elsewhere. What listens takes both. */
export const keyWords = (keys: string): string =>
  mac ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Shift+', '⇧').replaceAll('Alt+', '⌥') : keys
