import type { TriggerStep } from '../../../ground-truth.ts';
import type { Shown } from '../defect-kind.ts';

/** Two people join a list of members: the first one is its administrator, whose id is kept as `first`. */
function joinsAt(path: string): TriggerStep[] {
  return [
    { method: 'POST', path, json: { name: 'Ada', email: 'ada@example.com' }, keep: { first: '"id":(\\d+)' } },
    {
      ...{ method: 'POST', path, json: { name: 'Bob', email: 'bob@example.com' } },
      keep: { id: '"id":(\\d+)', token: '"token":"(\\w+)"' },
    },
  ];
}

const headers = { 'x-member-token': '{{token}}' };

/** Who joins sends a name and an address; one of them alone is refused. */
function membersAt(path: string, text: string, attack: TriggerStep): Shown {
  return {
    use: { method: 'POST', path, json: { name: 'Eve' }, expect: { status: 400 } },
    trigger: { text, steps: [...joinsAt(path), attack] },
  };
}

export function promotion(path: string, verb: string): Shown {
  return membersAt(path, `The second member makes itself an administrator: POST ${path}/:id/${verb}`, {
    ...{ method: 'POST', path: `${path}/{{id}}/${verb}`, headers },
    expect: { status: 200, body: '"role":"admin"' },
  });
}

export function expulsion(path: string): Shown {
  return membersAt(
    path,
    `The second member removes the first one, who is the administrator: DELETE ${path}/:id`,
    { method: 'DELETE', path: `${path}/{{first}}`, headers, expect: { status: 204 } },
  );
}

export function foreignRecord(path: string, part: string, verb: 'read' | 'write'): Shown {
  const attack: TriggerStep =
    verb === 'read'
      ? {
          ...{ method: 'GET', path: `${path}/{{first}}/${part}`, headers },
          expect: { status: 200, body: 'ada@example\\.com' },
        }
      : {
          ...{ method: 'PUT', path: `${path}/{{first}}/${part}`, headers },
          ...{ json: { email: 'bob@attacker.example' }, expect: { status: 200, body: 'bob@attacker' } },
        };
  const text = `The second member ${verb === 'read' ? 'reads' : 'changes'} the address of the first one: ${attack.method} ${path}/:id/${part}`;
  return membersAt(path, text, attack);
}

/** What only operators should reach. */
export interface Critical {
  method: 'get' | 'post';
  /** Where it may be. */
  paths: [string, ...string[]];
  /** A pattern for its answer. */
  shows: string;
}

export const critical = {
  schema: {
    ...{ method: 'get', paths: ['/api/admin/schema', '/internal/schema', '/debug/tables'] },
    shows: 'CREATE TABLE',
  },
  checkpoint: {
    ...{ method: 'post', paths: ['/api/admin/vacuum', '/internal/compact', '/maintenance/compact'] },
    shows: '"done":true',
  },
} satisfies Record<string, Critical>;

export function withoutCredentials(path: string, { method: verb, shows }: Critical): Shown {
  const method = verb === 'get' ? 'GET' : 'POST';
  return {
    trigger: {
      text: `${method} ${path} without any credentials`,
      steps: [{ method, path, expect: { status: 200, body: shows } }],
    },
  };
}

export function manyAttempts(path: string, secret: string): Shown {
  const wrong = { method: 'POST' as const, path, json: { [secret]: 'wrong' } };
  return {
    use: { ...wrong, expect: { status: 401 } },
    trigger: {
      text: `POST ${path} with the wrong ${secret} again and again: it is never refused to try`,
      steps: [...Array.from({ length: 12 }, () => ({ ...wrong })), { ...wrong, expect: { status: 401 } }],
    },
  };
}

/** Something that clients should not be able to give themselves. */
export interface Right {
  key: string;
  /** What it is for everybody. */
  low: string;
  high: string;
}

export const rights: [Right, ...Right[]] = [
  { key: 'role', low: 'reader', high: 'owner' },
  { key: 'plan', low: 'free', high: 'unlimited' },
];

export function selfGivenRight(
  path: string,
  moment: 'create' | 'change',
  { key: right, high }: Right,
): Shown {
  const shown = `"${right}":"${high}"`;
  const post = { method: 'POST' as const, path };
  return {
    use: { ...post, json: { name: 'Ada' }, expect: { status: 201, body: '"name":"Ada"' } },
    trigger: {
      text: `${moment === 'create' ? 'POST' : 'PATCH'} ${path} with "${right}": "${high}" sets it`,
      steps:
        moment === 'create'
          ? [{ ...post, json: { name: 'Bob', [right]: high }, expect: { status: 201, body: shown } }]
          : [
              { ...post, json: { name: 'Bob' }, keep: { id: '"id":(\\d+)' } },
              {
                ...{ method: 'PATCH', path: `${path}/{{id}}`, json: { [right]: high } },
                expect: { status: 200, body: shown },
              },
            ],
    },
  };
}
