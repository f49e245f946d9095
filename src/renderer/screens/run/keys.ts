/** Whether a key without Ctrl, Alt or Meta is free to be a shortcut: nobody types, no dialog or menu is open. */
export function isFree(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.altKey && !event.metaKey && isUnclaimed(event)
}

/** The same for keys with modifiers. */
export function isUnclaimed(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (document.querySelector('[role=dialog], [role=alertdialog], [role=menu], [role=listbox][data-state=open]'))
    return false
  const { target } = event
  return (
    !(target instanceof HTMLElement) ||
    !(target.isContentEditable || target.matches('input:not([type=range]), textarea, select'))
  )
}

/** Space already means something on what has the focus. */
export const usesSpace = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, input, [role=option], [role=tab], [role=menuitem]') !== null
