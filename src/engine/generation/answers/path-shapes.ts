const extensions =
  'js|mjs|cjs|jsx|ts|mts|cts|tsx|json|jsonc|html?|css|scss|sass|less|md|mdx|markdown|txt|sql|svg|py|rb|go|rs|php|java|ya?ml|toml|ini|sh|bash|env|xml|ejs|hbs|pug|vue|svelte|csv|webmanifest|lock|conf';
const named = new RegExp(`(?:^|[/\\\\])[^/\\\\]*\\.(?:${extensions})$`, 'i');
const bare = /(?:^|[/\\])(?:Dockerfile|Makefile|Procfile|LICENSE|\.gitignore|\.dockerignore|\.npmrc|\.env)$/;
// Languages and libraries that are called like a file.
const notFiles =
  /^(?:node|vue|react|next|nuxt|express|three|d3|chart|alpine|ember|backbone|socket\.io)\.js$/i;

const maxLength = 300;

/** Whether there can be the path of a file in a line: quickly, since most lines hold none. */
export function mayHoldPath(line: string): boolean {
  return /\.[A-Za-z]|file|LICENSE/.test(line);
}

/** Whether a word is the path of a file, safe or not: with a folder or a well-known ending. */
export function looksLikePath(word: string): boolean {
  if (word.length > maxLength || word.includes('://') || /\s/.test(word)) return false;
  return (named.test(word) && !notFiles.test(word)) || bare.test(word);
}

/** Takes off what writers put around a path: quotes, brackets, emphasis, a colon behind. */
export function unwrapped(word: string): string {
  let from = 0;
  let to = word.length;
  while (from < to && '"\'`([{<*,'.includes(word[from]!)) from++;
  while (to > from && '"\'`)]}>*,:;'.includes(word[to - 1]!)) to--;
  return word.slice(from, to);
}

const families: Record<string, readonly string[]> = {
  js: ['js', 'javascript', 'node', 'nodejs', 'mjs', 'cjs', 'jsx', 'es6', 'ts', 'typescript', 'tsx'],
  html: ['html', 'htm', 'xml', 'svg', 'ejs', 'vue', 'xhtml'],
  css: ['css', 'scss', 'sass', 'less'],
  json: ['json', 'jsonc', 'json5'],
  md: ['md', 'markdown', 'mdx'],
  py: ['py', 'python', 'python3'],
  sql: ['sql', 'sqlite'],
  shell: ['sh', 'bash', 'shell', 'zsh', 'console', 'terminal', 'cmd', 'powershell', 'shellsession'],
  patch: ['diff', 'patch'],
};
const familyOf = new Map(
  Object.entries(families).flatMap(([name, words]) => words.map((word) => [word, name])),
);
const endings: Record<string, string> = {
  ...{ js: 'js', mjs: 'js', cjs: 'js', jsx: 'js', ts: 'js', tsx: 'js', mts: 'js', cts: 'js' },
  ...{ html: 'html', htm: 'html', svg: 'html', xml: 'html', ejs: 'html', vue: 'html' },
  ...{ css: 'css', scss: 'css', sass: 'css', less: 'css', json: 'json', jsonc: 'json' },
  ...{ md: 'md', mdx: 'md', markdown: 'md', py: 'py', sql: 'sql', sh: 'shell', bash: 'shell' },
};

/** A group of languages that are written alike, as in `js`; null: none that is known. */
export function languageFamily(language: string): string | null {
  return familyOf.get(language.toLowerCase()) ?? null;
}

/** The same for a file, by its ending. */
export function pathFamily(path: string): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return ending === undefined ? null : (endings[ending] ?? null);
}

/** Whether a block in a language can be this file. What is not known of either speaks for it. */
export function mayHold(language: string, path: string): boolean {
  const family = languageFamily(language);
  const ofPath = pathFamily(path);
  return family === null || ofPath === null || family === ofPath;
}
