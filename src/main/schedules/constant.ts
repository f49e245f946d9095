import type { Schedule } from './schedule'

const constant: Schedule = { id: 'constant', label: 'Constant', source: '', factor: null }
export default constant
