import { fuzz } from './support/fuzz'
import target from './targets/npy'

fuzz('npy', target)
