import { fuzz } from './support/fuzz'
import target from './targets/small-png'

fuzz('small-png', target, { cases: 1500 })
