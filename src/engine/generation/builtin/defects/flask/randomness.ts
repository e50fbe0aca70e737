import type { Placed } from '../defect-kind.ts';
import { knownKinds } from '../known-kinds.ts';
import { guessableToken } from '../triggers/secrets.ts';
import { addFeature, block } from './feature.ts';
import type { FlaskKind, FlaskMaker } from './flask-maker.ts';

interface Token {
  bad: string;
  text: string;
  /** In a pattern, between quotes. */
  shape: string;
}

function token(make: FlaskMaker, { bad, text, shape }: Token): Placed {
  const path = make.path('/api/invites', '/api/reset-codes', '/api/guest-tokens');
  const create = make.name('create_token', 'new_token', 'make_code');
  return {
    edits: addFeature(make, {
      name: make.pick('invites', 'codes'),
      top: `def ${create}():\n${block(make.flaw(bad, 'return secrets.token_urlsafe(32)'))}`,
      routes: [make.route('post', path, `return {"token": ${create}()}, 201`)],
    }),
    ...guessableToken(path, text, shape),
  };
}

export const weakRandom: FlaskKind = {
  ...knownKinds['weak-random'],
  forms: [
    {
      id: 'digits',
      place: (_, make) =>
        token(make, {
          bad: make.pick(
            'return str(random.randint(100_000, 999_999))',
            'return "".join(str(random.randrange(10)) for _ in range(6))',
          ),
          ...{ text: 'the token is six digits of a generator for simulations', shape: '\\d{6}' },
        }),
    },
    {
      id: 'letters',
      place: (_, make) =>
        token(make, {
          bad: make.pick(
            'return "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=12))',
            'return f"{random.getrandbits(48):012x}"',
          ),
          ...{
            text: 'twelve letters of a generator whose state its output gives away',
            shape: '[a-z0-9]{12}',
          },
        }),
    },
    {
      id: 'time-based',
      place: (_, make) =>
        token(make, {
          bad: make.pick('return str(uuid.uuid1())', 'return f"{uuid.uuid1()}"'),
          text: 'the token is the time and the address of the machine',
          shape: '[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f-]{17}',
        }),
    },
  ],
};
