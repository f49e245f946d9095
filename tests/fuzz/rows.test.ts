import { fuzz } from './support/fuzz'
import target from './targets/rows'

fuzz('rows', target)
