import { fuzz } from './support/fuzz'
import target from './targets/safetensors'

fuzz('safetensors', target)
