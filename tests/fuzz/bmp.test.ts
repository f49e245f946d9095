import { fuzz } from './support/fuzz'
import target from './targets/bmp'

fuzz('bmp', target)
