/** Pictures that a browser sent: a folder inside the workspace. */
import type { SourceDefinition } from '../source'
import { folderSource } from './folder'

export default { id: 'upload', open: origin => folderSource('upload', origin) } satisfies SourceDefinition
