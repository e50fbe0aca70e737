/** What is known of a kind of defect, whatever the stack. Ground truths name the ids, so they stay. */
const facts = {
  'update-not-stored': ['CWE-670', 'An update is answered as if it were stored, and is not.'],
  'create-wrong-status': ['CWE-393', 'Creating succeeds and answers the status of a failure.'],
  'delete-wrong-status': ['CWE-393', 'Deleting succeeds and answers the status of a failure.'],
  'sql-injection': ['CWE-89', 'A value of the request is joined into the text of an SQL statement.'],
  'command-injection': ['CWE-78', 'A value of the request is part of a command that a shell runs.'],
  'cross-site-scripting': ['CWE-79', 'Text that came from a client is written into a page as HTML.'],
  'path-traversal': [
    'CWE-22',
    'A file is read whose name comes from the request, and may lead out of its folder.',
  ],
  'code-injection': ['CWE-95', 'A value of the request is run as code.'],
  'template-injection': [
    'CWE-1336',
    'A template that came from a client is rendered with the power of code.',
  ],
  'missing-authorization': ['CWE-862', 'Whoever is signed in may do what only administrators should.'],
  'missing-authentication': ['CWE-306', 'A critical function asks for no credentials.'],
  'insecure-direct-object-reference': [
    'CWE-639',
    'An id in the path is enough to reach what belongs to somebody else.',
  ],
  'unlimited-attempts': ['CWE-307', 'A short secret may be tried as often as one likes.'],
  'hard-coded-secret': ['CWE-798', 'A key or password is in the source.'],
  'weak-hash': ['CWE-328', 'A signature is a hash that is broken, and without a key.'],
  'weak-password-hash': ['CWE-916', 'A password is kept as a quick hash without salt.'],
  'weak-random': ['CWE-338', 'A token that has to be secret comes from a generator that can be foreseen.'],
  'broken-cipher': ['CWE-327', 'Text is encrypted in a way that shows which texts are the same, or the key.'],
  'fixed-initialization-vector': ['CWE-1204', 'The initialization vector of a cipher is the same each time.'],
  'signature-not-checked': ['CWE-347', 'What a signed token says is believed without its signature.'],
  'open-redirect': ['CWE-601', 'A redirect goes wherever the request says.'],
  'server-side-request-forgery': ['CWE-918', 'The server asks for whatever address a client names.'],
  'cross-site-request-forgery': [
    'CWE-352',
    'A cookie is enough to change something, whichever site the request comes from.',
  ],
  'cookie-without-http-only': ['CWE-1004', 'The cookie of a session can be read by scripts.'],
  'cookie-without-secure': [
    'CWE-614',
    'The cookie of a session is sent over connections that are not encrypted, too.',
  ],
  'permissive-cors': ['CWE-942', 'Sites that nobody knows may read the answers.'],
  'mass-assignment': [
    'CWE-915',
    'Everything that a client sends is taken over, also what it should not set.',
  ],
  'prototype-pollution': ['CWE-1321', 'Keys that a client sends reach the prototype of all objects.'],
  'unsafe-deserialization': [
    'CWE-502',
    'Stored objects are brought back from what a client sends, with code in them.',
  ],
  'xml-external-entities': [
    'CWE-611',
    'External entities of XML that a client sends are read from the server.',
  ],
  'unrestricted-upload': [
    'CWE-434',
    'Any type of file is taken, and served as what the client says that it is.',
  ],
  'verbose-errors': ['CWE-209', 'The answer of an error tells how the app is built.'],
  'exposed-internals': ['CWE-200', 'An answer tells anybody what belongs to the server alone.'],
  'missing-limits': ['CWE-770', 'A client decides how much memory a request takes.'],
  'slow-regular-expression': ['CWE-1333', 'A regular expression takes exponential time on some texts.'],
  'missing-validation': [
    'CWE-20',
    'What a client sends is taken as it is, without a look at its type, length or range.',
  ],
  'log-injection': ['CWE-117', 'A value of the request is written to the log with its line breaks.'],
  'formula-injection': ['CWE-1236', 'Cells of an export may be formulas.'],
  'active-debug-code': ['CWE-489', 'A tool of the developers is left in, and answers anybody.'],
  'insecure-temporary-file': [
    'CWE-377',
    'A temporary file has a name that can be foreseen, and is shared by all.',
  ],
  'archive-traversal': [
    'CWE-23',
    'Entries of an archive that a client sends are written to wherever they say.',
  ],
  'password-not-checked': ['CWE-287', 'The login lets in whoever knows a name, whatever the password.'],
  'role-not-checked': ['CWE-863', 'The check for administrators lets others through.'],
  'session-not-ended': ['CWE-613', 'A token is still good after the logout.'],
  'role-from-client': ['CWE-269', 'Who makes an account may say that it is an administrator.'],
} as const;

export type KindId = keyof typeof facts;

/** The part of a kind that is the same on every stack, by its id. */
export const knownKinds = Object.fromEntries(
  Object.entries(facts).map(([id, [cwe, description]]) => [id, { id, cwe, description }]),
) as { readonly [Id in KindId]: { id: Id; cwe: string; description: string } };
