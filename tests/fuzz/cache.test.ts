import { fuzz } from './support/fuzz'
import target from './targets/cache'

fuzz('cache', target)
