import { fuzz } from './support/fuzz'
import target from './targets/frames'

fuzz('frames', target, { cases: 20_000 })
