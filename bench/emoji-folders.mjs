/**
 * The two folders that docs/small-data.md compares presets on, out of two unpacked npm packages:
 *
 *     npm pack emoji-datasource-google@16.0.0 @lobehub/fluent-emoji-3d@1.1.0   (unpack each into a folder of its own)
 *     node bench/emoji-folders.mjs NOTO FLUENT OUT
 *
 * makes OUT/faces: Noto's smiley faces; OUT/portraits: Fluent's people, in every skin tone.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

const [noto = '', fluent = '', out = ''] = process.argv.slice(2)
const people = new Set(['person', 'person-gesture', 'person-role', 'person-fantasy'])
const [faces, portraits] = ['faces', 'portraits'].map(name => {
  mkdirSync(join(out, name), { recursive: true })
  return file => {
    copyFileSync(file, join(out, name, basename(file)))
  }
})

for (const { category, subcategory, skin_variations = {}, ...emoji } of JSON.parse(
  readFileSync(join(noto, 'package/emoji.json'), 'utf8')
)) {
  for (const { image, unified } of [emoji, ...Object.values(skin_variations)]) {
    if (category === 'Smileys & Emotion' && subcategory.startsWith('face-'))
      faces(join(noto, 'package/img/google/64', image))
    if (category !== 'People & Body' || !people.has(subcategory)) continue
    // Fluent's names leave out the mark that asks for a picture, now and then.
    const points = unified.toLowerCase()
    const file = [points, points.replaceAll('-fe0f', '')]
      .map(name => join(fluent, 'package/assets', `${name}.webp`))
      .find(existsSync)
    if (file) portraits(file)
  }
}
