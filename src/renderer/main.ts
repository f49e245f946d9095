import { mount } from 'svelte'
import App from './App.svelte'
import { frame } from './state/frame.svelte'
import { notifier } from './state/notifier.svelte'
import { studio } from './state/studio.svelte'
import './ui/styles/theme.css'
import './ui/styles/controls.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
frame.listen()
notifier.listen()
void studio.start()
mount(App, { target })
