import { mount } from 'svelte'
import App from './App.svelte'
import Output from './screens/output/Output.svelte'
import { frame } from './state/frame.svelte'
import { notifier } from './state/notifier.svelte'
import { studio } from './state/studio.svelte'
import './ui/styles/theme.css'
import './ui/styles/controls.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
if (new URLSearchParams(location.hash.slice(1)).has('output')) mount(Output, { target })
else {
  frame.listen()
  notifier.listen()
  void studio.start()
  mount(App, { target })
}
