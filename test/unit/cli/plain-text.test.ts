import assert from 'node:assert/strict';
import { AppLogPrinter } from '../../../src/cli/app-log-printer.ts';
import { stderrLog } from '../../../src/cli/open-engine.ts';
import { plainText } from '../../../src/cli/plain-text.ts';

/** Into the clipboard, the title, another screen; a line that hides itself. */
const orders =
  '\u001b]52;c;cm0gLXJm\u0007\u001b]0;title\u001b\\\u001b[?1049h\u009b2Jall well\rno\u0008!\u0000';
const obeyed = /[^\P{Cc}\t\n]/u;

describe('what others wrote, on a terminal', () => {
  it('is text: nothing in it is obeyed', () => {
    assert.doesNotMatch(plainText(orders), obeyed);
    assert.equal(
      plainText('\u001b[1;31mred\u001b[0m\tand\r\nplain ü€\u{1f600}\n'),
      'red\tand\nplain ü€\u{1f600}\n',
    );
  });

  it('keeps nothing of an order that goes with parameters', () => {
    assert.equal(plainText('\u001b[>4;1mkeys\u001b[2 q\u001b[3Xcursor\u001b[12345m'), 'keyscursor');
  });

  it('is that in the log of an app, also where an order comes in two pieces', async () => {
    let written = '';
    const parts = [orders, 'one\u001b', '[2Jtwo\n'];
    const engine = {
      appLog: async () => ({ text: parts.shift() ?? '', from: 0, next: 1 }),
      onDidChangeApps: () => ({ dispose: () => undefined }),
    };
    const printer = new AppLogPrinter(engine, 1, 0, (text) => (written += text));
    for (let times = 0; times < 3; times++) assert.equal(await printer.print(), true);
    assert.match(written, /all well.*one.*two\n$/s);
    assert.doesNotMatch(written, obeyed);
  });

  it('is that in the log of Assay, which has what builds say', () => {
    const lines: string[] = [];
    const log = stderrLog({ verbose: true }, (line) => lines.push(line));
    log({ level: 'debug', context: 'ANAL', pipelineId: null, message: orders }, `[ANAL] ${orders}`);
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0]!, obeyed);
  });
});
