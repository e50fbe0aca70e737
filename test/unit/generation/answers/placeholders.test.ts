import assert from 'node:assert/strict';
import { findPlaceholders } from '../../../../src/engine/generation/answers/placeholders.ts';
import { isPlaceholder } from '../../../../src/engine/generation/answers/placeholder-phrases.ts';

const found = (path: string, text: string) =>
  findPlaceholders(path, text, { characters: 0 }).map(({ line, text: words }) => `${line}: ${words}`);

const meant = [
  'rest of the code here',
  '... existing code ...',
  'TODO: implement',
  'same as before',
  'omitted for brevity',
  '... (rest of the code remains the same)',
  'The rest of your routes here...',
  'Other routes...',
  'existing code',
  '... other imports',
  '...',
  '…',
  'remaining endpoints here',
  'Add the other routes here',
  'your code here',
  'implementation goes here',
  'Rest of the file stays the same',
  '[... rest of the implementation ...]',
  'code omitted for brevity',
  'TODO: implement the delete handler',
  'TODO',
  'previous code remains unchanged',
  'unchanged',
  'Existing routes here',
  '(unchanged)',
  'Keep existing styles',
  'more styles here...',
  'Similar to above',
  'etc.',
  'Not implemented yet',
  'Implement this',
  '... rest of CSS',
  'Implementation here',
  'rest of the styles remain the same',
  'Repeat for other endpoints...',
  'same as above',
  'Other methods remain unchanged',
  'Continue with the rest of the routes...',
  'Additional styles...',
  '... and more',
  'existing code ...',
  'rest of code',
  'the rest is unchanged',
  'Rest of the JavaScript code',
  'rest of component unchanged',
  '... keep the existing handlers ...',
  'rest of page',
  'Add your validation logic here',
  'All other endpoints go here',
];
const words = [
  'The rest of the routes need a login',
  'Loading...',
  'TODO app: shows the list',
  'todo list items',
  'Todo: a thing to do',
  'Other errors are passed on',
  'The rest parameters',
  'Rest of the arguments go to the logger and are kept',
  'same as in the specification',
  'Saving...',
  'Waits for the code',
  'existing notes keep their id',
  'Unchanged fields keep their values',
  'Fields that are not given stay unchanged',
  'the id of the note',
  'Express knows an error handler by its four parameters.',
  'returns the same object',
  'Omitted fields keep their value',
  'Keep the connection alive',
  'Keep the code simple',
  'Here the code is checked',
  'Show "Loading…" while waiting',
  'More than 100 items are refused',
  'Routes',
  'API routes',
  'Styles',
  'TODO: nicer colours for the header',
  'Handle the rest of the keys below',
  'See the README for details...',
  'not found',
  'Add a note',
  'Previous page',
  'Add todo',
  'Implement sorting by date, then by title',
  'Serve the front end; all other paths answer 404',
  'etc. are allowed in names',
  'Remaining balance',
  'keep the original order',
  'The existing code path is kept for old clients',
  'rest',
  'Other',
  'same origin only',
  'functions',
  'Helper functions',
  'and so the order stays',
  'Delete the existing file',
  'Middleware',
  'Configuration',
  'Start server here?',
  'We only get here if nothing matched',
  'Errors end up here',
  'All handlers end here',
  'Requests go here first',
  'the page lives here',
];

describe('placeholders', () => {
  for (const line of meant) it(`are meant by "${line}"`, () => assert.ok(isPlaceholder(line)));
  for (const line of words) it(`are not meant by "${line}"`, () => assert.ok(!isPlaceholder(line)));

  it('are found in the comments of each language, with their line', () => {
    assert.deepEqual(found('src/a.js', 'x;\n// ... existing code ...\ny;\n'), ['2: ... existing code ...']);
    assert.deepEqual(found('src/a.js', '/*\n * rest of the code here\n */\n'), [
      '2: * rest of the code here',
    ]);
    assert.deepEqual(found('src/a.jsx', 'a(<p>{/* same as before */}</p>);\n'), ['1: same as before']);
    assert.deepEqual(found('a.html', '<p></p>\n<!-- rest of the page -->\n'), ['2: rest of the page']);
    assert.deepEqual(found('a.html', '<style>\n/* ... */\n</style>\n'), ['2: ...']);
    assert.deepEqual(found('a.html', '<script>\n// Your code here\n</script>\n'), ['2: Your code here']);
    assert.deepEqual(found('a.css', 'b {}\n/* other styles omitted for brevity */\n'), [
      '2: other styles omitted for brevity',
    ]);
    assert.deepEqual(found('a.py', 'x = 1\n# TODO: implement\n'), ['2: TODO: implement']);
    assert.deepEqual(found('a.sql', 'SELECT 1;\n-- ... other tables\n'), ['2: ... other tables']);
  });

  it('are found in a line that is no code', () => {
    assert.deepEqual(found('src/a.js', 'x;\n... (rest of the code)\n'), ['2: ... (rest of the code)']);
    assert.deepEqual(found('a.css', '[... other rules ...]\n'), ['1: [... other rules ...]']);
  });

  it('are not what stands in strings, templates, patterns, texts and spreads', () => {
    const code = [
      "const a = '// rest of the code here';",
      'const b = `\n// rest of the code here\n/* ... */\n`;',
      'const c = /\\/\\/ your code here/;',
      'const d = { ...rest, ...others };',
      "const e = 'https://example.org/...';",
      'f(...existing);',
      'g(`${h("// ...")} // your code here`);',
    ].join('\n');
    assert.deepEqual(found('src/a.js', code), []);
    assert.deepEqual(found('a.html', '<p>Loading... </p>\n<p>// your code here</p>\n'), []);
    assert.deepEqual(found('README.md', '... existing code ...\n'), []);
    assert.deepEqual(found('a.py', 'def f(): ...\nx = "# TODO: implement"\n'), []);
  });

  it('are not the dots in a comment of several lines', () => {
    assert.deepEqual(found('src/a.js', '/**\n * first\n * ...\n * last\n */\n'), []);
  });
});
