/** What menus list: drawn the same by Menu, as a drop-down, and by ContextMenu. */
import type { Component } from 'svelte'

export interface MenuAction {
  label: string
  run: () => void
  icon?: Component<{ size?: number | string; 'aria-hidden'?: 'true' }>
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  /** Makes it one of a choice: shows a tick where true. */
  checked?: boolean
  /** The action puts the focus somewhere itself. */
  movesFocus?: boolean
}
export type MenuEntry = MenuAction | 'separator'
