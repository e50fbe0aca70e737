import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recogniseStack } from '../../../../src/engine/generation/existing/recognise-stack.ts';

const stacks = [
  { name: 'node-express', recognisedBy: { npm: ['express'] } },
  { name: 'react-flask', recognisedBy: { npm: ['react'], python: ['flask'] } },
  { name: 'only-named' },
  { name: 'asks-nothing', recognisedBy: {} },
];

const recognise = (files: Record<string, string>) =>
  recogniseStack(Object.keys(files), async (name) => files[name]!, stacks);

describe('the stack of an existing app', () => {
  const cases: [what: string, files: Record<string, string>, stack: string][] = [
    ['express among its packages', { 'package.json': '{"dependencies":{"express":"^5"}}' }, 'node-express'],
    [
      'express one folder below',
      { 'server/package.json': '{"dependencies":{"express":"5"}}' },
      'node-express',
    ],
    [
      'Flask and React',
      {
        'backend/requirements.txt': '# web\nFlask[async]==3.1.0 ; python_version > "3"\n',
        'frontend/package.json': '{"devDependencies":{"react":"19","vite":"7"}}',
      },
      'react-flask',
    ],
    [
      'all of them: the one that asks for most',
      { 'package.json': '{"dependencies":{"express":"5","react":"19"}}', 'requirements.txt': 'flask' },
      'react-flask',
    ],
    ['Flask alone', { 'requirements.txt': 'flask>=3' }, 'unknown'],
    ['what only begins so', { 'requirements.txt': 'flask-login\n-r flask.txt\n#flask' }, 'unknown'],
    ['a list too deep', { 'a/b/package.json': '{"dependencies":{"express":"5"}}' }, 'unknown'],
    ['no lists', { 'index.html': 'express' }, 'unknown'],
  ];
  for (const [what, files, stack] of cases) {
    it(`with ${what} is ${stack}`, async () => assert.equal(await recognise(files), stack));
  }

  it('is unknown, and no error, whatever stands in its lists', async () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.constantFrom('null', '{"dependencies":null}', '[]'));
    await fc.assert(
      fc.asyncProperty(text, text, async (npm, python) => {
        const stack = await recognise({ 'package.json': npm, 'requirements.txt': python });
        assert.equal(stack, 'unknown');
      }),
    );
  });
});
