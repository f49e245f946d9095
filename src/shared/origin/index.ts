/** Words in picture files, of every kind that can carry them: one file of this folder each. */
import type { Container } from './container'

const containers = Object.values(
  import.meta.glob<Container>(['./*.ts', '!./index.ts', '!./container.ts', '!./origin.ts'], {
    eager: true,
    import: 'default'
  })
)

/** The same picture with where it comes from; as it is where files of its kind carry no words. */
export function withOrigin<B extends Uint8Array>(
  mediaType: string,
  bytes: B,
  origin: object
): B | Uint8Array<ArrayBuffer> {
  const container = containers.find(each => each.mediaType === mediaType)
  return container ? container.embed(bytes, plain(JSON.stringify(origin))) : bytes
}

/** What `withOrigin` left in a file of any kind, unchecked; undefined where there is nothing of it. */
export function originIn(bytes: Uint8Array): unknown {
  const words = containers.find(({ fits }) => fits(bytes))?.read(bytes)
  if (!words) return undefined
  try {
    return JSON.parse(words)
  } catch {
    return undefined
  }
}

/** With escapes for what ASCII has no letter for. */
const plain = (json: string): string =>
  json.replaceAll(/[^\u0020-\u007e]/g, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
