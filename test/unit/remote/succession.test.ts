import assert from 'node:assert/strict';
import { Succession } from '../../../src/engine/remote/succession.ts';
import type { Candidate } from '../../../src/engine/remote/succession.ts';
import type { ClientDescription, ClientRole } from '../../../src/engine/remote/wire.ts';

describe('the line of those who take over', () => {
  const told: Record<string, (number | null)[]> = {};
  let succession: Succession;
  beforeEach(() => {
    for (const name of Object.keys(told)) delete told[name];
    succession = new Succession();
  });
  function come(
    name: string,
    role: ClientRole,
    more: Partial<ClientDescription['capabilities']> = {},
  ): Candidate {
    const candidate: Candidate = {
      client: { role, capabilities: { providers: ['builtin'], trusted: true, ...more } },
      tell: (place) => (told[name] ??= []).push(place),
    };
    succession.add(candidate);
    return candidate;
  }
  const places = () => Object.fromEntries(Object.entries(told).map(([name, said]) => [name, said.at(-1)]));

  it('has the editor first, then runs, and nobody who only looks or may not run code', () => {
    come('status', 'look');
    come('run', 'requested');
    come('restricted window', 'all', { trusted: false });
    come('editor', 'all');
    come('retry', 'none');
    assert.deepEqual(places(), { status: null, run: 1, 'restricted window': null, editor: 0, retry: null });
  });

  it('has who can do more before who can do less, and equals as they came', () => {
    come('first', 'all');
    come('second', 'all');
    come('with a key', 'all', { providers: ['builtin', 'openrouter'] });
    assert.deepEqual(places(), { first: 1, second: 2, 'with a key': 0 });
  });

  it('moves up when somebody goes, and tells only those whose place is another', () => {
    const editor = come('editor', 'all');
    come('run', 'requested');
    come('status', 'look');
    succession.remove(editor);
    succession.remove(editor);
    assert.deepEqual(told, { editor: [0], run: [1, 0], status: [null] });
  });
});
