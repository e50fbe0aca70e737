import { render } from 'preact';
import { App } from './app.tsx';
import { host, onMessage } from './host.ts';
import './main.css';

const root = document.getElementById('root')!;
onMessage((message) => {
  // Whatever else is sent to a page by the editor is not for us.
  if (message.type === 'matrix') render(<App view={message.view} />, root);
  if (message.type === 'gone') render(<p class="muted">{message.text}</p>, root);
});
host.postMessage({ type: 'ready' });
