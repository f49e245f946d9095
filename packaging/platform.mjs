/** A target as set-up names it: linux-x64, darwin-arm64. */
import { Arch } from 'app-builder-lib'

/** @param {string} name of the platform, as Node has it @param {number} arch as electron-builder has it */
export const platformOf = (name, arch) => `${name}-${Arch[arch]}`
