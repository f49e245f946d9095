/** Settings that several models share, with their own defaults. */
export * from './gan'
export * from './length'
export * from './losses'
export * from './pictures'
export * from './updates'
export { withDefaults } from './kinds'
