import type { Placed } from '../defect-kind.ts';
import type { ExpressKind, ExpressMaker } from './express-maker.ts';
import { knownKinds } from '../known-kinds.ts';
import { addFeature } from './feature.ts';
import { forgeries, unsignedTicket } from '../triggers/secrets.ts';
import type { Forgery } from '../triggers/secrets.ts';

/** `KEY` and `TEXT` stand for the expressions of the key and of what is sent. */
function encrypted(make: ExpressMaker, bad: string, text: string): Placed {
  const { method, path, read, send } = make.source('text', '/api/seal', '/api/encrypt', '/api/hide');
  const key = make.name('sealKey', 'cipherKey');
  const good = `const iv = randomBytes(12);
const cipher = createCipheriv('aes-256-gcm', KEY, iv);
const sealed = iv.toString('hex') + cipher.update(TEXT, 'utf8', 'hex') + cipher.final('hex');`;
  const code = (lines: string) => lines.replaceAll('KEY', key).replaceAll('TEXT', 'text');
  const needsCipher = make.either(bad.includes('createCipheriv'), true);
  return {
    edits: addFeature(make, {
      name: make.pick('sealing', 'encryption'),
      imports: { 'node:crypto': [...(needsCipher ? ['createCipheriv'] : []), 'randomBytes'] },
      top: `const ${key} = randomBytes(32);`,
      routes: make.route(
        method,
        path,
        `const text = ${read};
${make.flaw(code(bad), code(good))}
${make.res}.json({ sealed });`,
      ),
    }),
    use: { ...send('a'), expect: { status: 200, body: 'sealed' } },
    trigger: {
      text: `${path}: ${text}`,
      steps: [
        { ...send('x'.repeat(32)), keep: { block: '"sealed":"([0-9a-f]{32})' } },
        { ...send('x'.repeat(32)), expect: { status: 200, body: '"sealed":"{{block}}' } },
      ],
    },
  };
}

const cipherLines = (algorithm: string, key: string, iv: string) =>
  `const cipher = createCipheriv('${algorithm}', ${key}, ${iv});
const sealed = cipher.update(TEXT, 'utf8', 'hex') + cipher.final('hex');`;

export const brokenCipher: ExpressKind = {
  ...knownKinds['broken-cipher'],
  forms: [
    {
      id: 'ecb',
      place: (_, make) =>
        encrypted(
          make,
          make.pick(
            cipherLines('aes-256-ecb', 'KEY', 'null'),
            cipherLines('aes-128-ecb', 'KEY.subarray(0, 16)', 'null'),
          ),
          'the same block is encrypted alike wherever it stands',
        ),
    },
    {
      id: 'exclusive-or',
      place: (_, make) => {
        const length = make.pick('KEY.length', '32');
        const bad = `const bytes = Buffer.from(TEXT).map((byte, index) => byte ^ KEY[index % ${length}]);
const sealed = Buffer.from(bytes).toString('hex');`;
        return encrypted(make, bad, 'a text that is known gives away the key');
      },
    },
  ],
};

export const fixedVector: ExpressKind = {
  ...knownKinds['fixed-initialization-vector'],
  forms: [
    {
      id: 'constant',
      place: (_, make) => {
        const iv = make.pick('Buffer.alloc(16)', 'Buffer.alloc(16, 7)');
        const algorithm = make.pick('aes-256-cbc', 'aes-256-ctr');
        return encrypted(
          make,
          cipherLines(algorithm, 'KEY', iv),
          'the same text is encrypted alike each time',
        );
      },
    },
    {
      id: 'from-key',
      place: (_, make) => {
        const iv = make.pick('KEY.subarray(0, 16)', 'KEY.subarray(16)');
        const algorithm = make.pick('aes-256-cbc', 'aes-256-ctr');
        return encrypted(
          make,
          cipherLines(algorithm, 'KEY', iv),
          'the same text is encrypted alike each time',
        );
      },
    },
  ],
};

function signedToken(make: ExpressMaker, bad: string, forgery: Forgery): Placed {
  const path = make.path('/api/whoami', '/api/ticket-info', '/api/session-info');
  const key = make.name('tokenKey', 'ticketKey');
  const read = make.name('readToken', 'payloadOf', 'verifyToken');
  const { req, res } = make;
  return {
    edits: addFeature(make, {
      name: make.pick('tickets', 'signedTokens'),
      imports: { 'node:crypto': ['createHmac', 'randomBytes'] },
      top: `const ${key} = randomBytes(32);

function ${read}(token) {
  const [head = '', payload = '', signature] = token.split('.');
  const parse = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const expected = createHmac('sha256', ${key}).update(\`\${head}.\${payload}\`).digest('base64url');
  ${make.flaw(bad, 'return signature === expected ? parse(payload) : null;')}
}`,
      routes: make.route(
        'get',
        path,
        `const ticket = ${req}.get('x-ticket') ?? '';
const found = ticket === '' ? null : ${read}(ticket);
if (found === null) {
  ${res}.status(401).json({ error: 'This ticket is not valid.' });
  return;
}
${res}.json({ name: found.name });`,
      ),
    }),
    ...unsignedTicket(path, forgery),
  };
}

export const signatureNotChecked: ExpressKind = {
  ...knownKinds['signature-not-checked'],
  forms: [
    {
      id: 'algorithm-none',
      place: (_, make) =>
        signedToken(
          make,
          make.pick(
            "if (parse(head).alg === 'none') return parse(payload);\n  return signature === expected ? parse(payload) : null;",
            "return parse(head).alg === 'none' || signature === expected ? parse(payload) : null;",
          ),
          forgeries.algorithmNone,
        ),
    },
    {
      id: 'signature-optional',
      place: (_, make) =>
        signedToken(
          make,
          make.pick(
            'if (signature && signature !== expected) return null;\n  return parse(payload);',
            'return !signature || signature === expected ? parse(payload) : null;',
          ),
          forgeries.noSignature,
        ),
    },
  ],
};
