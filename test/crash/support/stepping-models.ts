import type { Script } from '../../support/model-server/trouble.ts';

const app = 'export function createApp() {\n  return null;\n}\n';
const block = (content: string) => `\`\`\`js path=src/app.js\n${content}\`\`\`\n`;
/** Long enough that kills fall into calls as well as between them. */
const delayMs = 40;

/** Models on the endpoint `lab`: one answers in one call, one is cut off twice, one writes an app that cannot run. */
export const steppingModels = ['acme/whole', 'acme/cut', 'acme/broken'].map(
  (name) => `openai-compatible/lab/${name}`,
);

/** What each needs until its app is done. */
export const callsOfAll = 1 + 3 + 2;

export const steppingScript: Script = [
  ...steps('acme/whole', [[undefined, { text: block(app) }]]),
  ...steps('acme/cut', [
    // The last lines that it is shown tell how far it was.
    ['  // half', { text: '  return null;\n}\n```\n' }],
    ['Your answer was cut off', { text: '  // half\n', finish: 'length' }],
    [undefined, { text: '```js path=src/app.js\nexport function createApp() {\n', finish: 'length' }],
  ]),
  ...steps('acme/broken', [
    ['The app cannot run as it is', { text: block(app) }],
    [undefined, { text: block(app.replace('null', '(')) }],
  ]),
];

function steps(
  model: string,
  says: [prompt: string | undefined, trouble: Script[number]['trouble']][],
): Script {
  return says.map(([prompt, trouble]) => ({
    ...{ model, trouble: { delayMs, ...trouble } },
    ...(prompt === undefined ? {} : { prompt }),
  }));
}
