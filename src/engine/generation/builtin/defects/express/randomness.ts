import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { guessableToken } from '../triggers/secrets.ts';

interface Token {
  /** Declarations that it needs. */
  before?: string;
  bad: string;
  text: string;
  /** In a pattern, between quotes. */
  shape: string;
}

function token(make: ExpressMaker, { before = '', bad, text, shape }: Token): Placed {
  const path = make.path('/api/invites', '/api/reset-codes', '/api/guest-tokens');
  const create = make.name('createToken', 'newToken', 'makeCode');
  const good = "return randomBytes(32).toString('base64url');";
  const body = (line: string) => `function ${create}() {\n  ${line}\n}`;
  return {
    edits: addFeature(make, {
      name: make.pick('invites', 'codes'),
      imports: make.either({}, { 'node:crypto': ['randomBytes'] }),
      top: before === '' ? body(make.flaw(bad, good)) : make.flaw(before + body(bad), body(good)),
      routes: make.route('post', path, `${make.res}.status(201).json({ token: ${create}() });`),
    }),
    ...guessableToken(path, text, shape),
  };
}

export const weakRandom: ExpressKind = {
  ...knownKinds['weak-random'],
  forms: [
    {
      id: 'math-random',
      place: (_, make) =>
        token(make, {
          bad: make.pick(
            'return Math.random().toString(36).slice(2);',
            'return Math.random().toString(36).substring(2, 12);',
          ),
          text: 'the token is one number of Math.random, at most 52 bits of a state that two of them give away',
          shape: '[0-9a-z]{1,14}',
        }),
    },
    {
      id: 'digits',
      place: (_, make) =>
        token(make, {
          bad: make.pick(
            'return String(100_000 + Math.floor(Math.random() * 900_000));',
            "return Array.from({ length: 6 }, () => Math.floor(Math.random() * 10)).join('');",
          ),
          text: 'the token is six digits of Math.random',
          shape: '\\d{6}',
        }),
    },
    {
      id: 'congruential',
      place: (_, make) => {
        const state = make.name('state', 'lastNumber');
        return token(make, {
          before: `let ${state} = Date.now() % 2_147_483_647;\n\n`,
          bad: `${state} = (${state} * ${make.pick('48_271', '16_807')}) % 2_147_483_647;
  return String(${state});`,
          text: 'the token is the whole state of the generator, so that each one gives away the next',
          shape: '\\d{1,10}',
        });
      },
    },
  ],
};
