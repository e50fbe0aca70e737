/** Names that code may use without saying where they come from, by their module. */
const knownNames: Record<string, readonly string[]> = {
  pathlib: ['Path'],
  'urllib.parse': ['urlsplit'],
  flask: [
    ...[
      'Blueprint',
      'Response',
      'current_app',
      'make_response',
      'redirect',
      'render_template_string',
      'request',
    ],
    'send_file',
  ],
  jinja2: ['Environment', 'Template'],
  'jinja2.sandbox': ['SandboxedEnvironment'],
  markupsafe: ['Markup', 'escape'],
  'werkzeug.debug': ['DebuggedApplication'],
  'werkzeug.utils': ['secure_filename'],
  '.checks': ['sent_body'],
  '.database': ['changes_of', 'row_of', 'rows_of'],
  '.errors': ['HttpError', 'found'],
};

/** Modules whose parts are used through their name, as in `json.loads`. */
const knownModules = [
  ...[
    'base64',
    'csv',
    'hashlib',
    'hmac',
    'http.client',
    'importlib',
    'io',
    'json',
    'logging',
    'mimetypes',
    'os',
  ],
  ...['pickle', 'platform', 'random', 're', 'secrets', 'subprocess', 'sys', 'tarfile', 'tempfile', 'time'],
  ...['traceback', 'urllib.request', 'uuid', 'xml.parsers.expat', 'xml.sax'],
];

/** Module → names that are imported from it; none: the module itself is. */
type Imports = Map<string, Set<string>>;

const importLine = /^(?:import ([\w.]+)|from ([\w.]+) import ([\w, ]+))$/;

/**
 * Adds to a module what some code of it needs, and takes away what nothing in it uses any more.
 * @param extra module → names that cannot be told from the code
 */
export function withImports(
  content: string,
  code: string,
  extra: Record<string, readonly string[]> = {},
): string {
  const lines = content.split('\n');
  const first = lines.findIndex((line) => importLine.test(line));
  // After the module's docstring, when nothing is imported yet.
  const start = first < 0 ? 2 : first;
  let end = start;
  while (end < lines.length && (lines[end] === '' || importLine.test(lines[end]!))) end++;
  const body = lines.slice(end).join('\n');
  const imports = read(lines.slice(start, end));
  const add = (module: string, names: readonly string[]) =>
    imports.set(module, new Set([...(imports.get(module) ?? []), ...names]));
  for (const module of knownModules) if (isUsed(code, `${module}.`)) add(module, []);
  for (const [module, names] of Object.entries({ ...knownNames, ...extra })) {
    const used = names.filter((name) => isUsed(code, name));
    if (used.length > 0) add(module, used);
  }
  const kept = render(imports, body);
  // Two lines before a definition, one before everything else.
  const gap = /^(?:def |class |@)/.test(body) ? ['', ''] : [''];
  return [...lines.slice(0, start), ...kept, ...gap, body].join('\n');
}

function isUsed(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w."])${name.replaceAll('.', '\\.')}${name.endsWith('.') ? '' : '\\b'}`).test(
    code,
  );
}

function read(lines: readonly string[]): Imports {
  const imports: Imports = new Map();
  for (const line of lines) {
    const [, whole, module, names = ''] = importLine.exec(line) ?? [];
    if (whole !== undefined) imports.set(whole, new Set());
    if (module !== undefined) imports.set(module, new Set(names.split(', ')));
  }
  return imports;
}

/** Lines in three groups: Python's own, packages, the app. */
function render(imports: Imports, body: string): string[] {
  const groups: string[][] = [[], [], []];
  const entries = [...imports].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [module, names] of entries) {
    if (names.size > 0) continue;
    if (isUsed(body, `${module}.`)) groups[0]!.push(`import ${module}`);
  }
  for (const [module, names] of entries) {
    const used = [...names].filter((name) => new RegExp(`\\b${name}\\b`).test(body)).sort();
    const isPackage = /^(?:flask|jinja2|markupsafe|werkzeug)\b/.test(module);
    if (used.length > 0)
      groups[module.startsWith('.') ? 2 : isPackage ? 1 : 0]!.push(
        `from ${module} import ${used.join(', ')}`,
      );
  }
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : ['', ...group]));
}
