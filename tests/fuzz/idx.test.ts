import { fuzz } from './support/fuzz'
import target from './targets/idx'

fuzz('idx', target)
