import { render } from 'preact';
import { App } from './app.tsx';
import { host, onView } from './host.ts';
import './main.css';

const root = document.getElementById('root')!;
onView((view) => render(<App view={view} />, root));
host.postMessage({ type: 'ready' });
