import { fuzz } from './support/fuzz'
import target from './targets/tar'

fuzz('tar', target)
