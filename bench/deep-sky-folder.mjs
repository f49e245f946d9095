/**
 * The folder of photographs that docs/small-data.md compares presets on, out of Debian's package stellarium-data
 * (0.22.2-1, unpacked with `dpkg-deb -x stellarium-data_*.deb DEB`):
 *
 *     node bench/deep-sky-folder.mjs DEB OUT
 *
 * makes OUT/deep-sky: galaxies, nebulae and star clusters as telescopes photographed them, 128 to 2,048 pixels wide on
 * a black ground. Left out are large objects that the package cuts into tiles, for a tile is no picture of anything.
 * Whose each photograph is, is said in the package's nebulae/default/textures.json and
 * usr/share/doc/stellarium-data/copyright.
 */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [deb = '', out = ''] = process.argv.slice(2)
const from = join(deb, 'usr/share/stellarium/nebulae/default')
const to = join(out, 'deep-sky')
const tile = /^(barnard_loop|ic2118|lmc|rho|sh2-1|smc29)[-_]a?\d+\.png$/

mkdirSync(to, { recursive: true })
for (const name of readdirSync(from))
  if (name.endsWith('.png') && !tile.test(name)) copyFileSync(join(from, name), join(to, name))
