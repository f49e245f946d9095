import { fuzz } from './support/fuzz'
import target from './targets/origin'

fuzz('origin', target)
