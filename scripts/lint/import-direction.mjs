/**
 * The import direction of the engine, as zones of `import-x/no-restricted-paths`: what lies in `target` may
 * import of our own code only what is listed as `except`.
 */
const executors = ['generation', 'containers', 'analysis', 'reports'];
const foundation = ['domain', 'processes', 'store', 'catalog'];

/** What each folder of `src/engine` may import, besides itself. */
const engineFolders = {
  domain: [],
  planner: ['domain'],
  store: ['domain', 'planner'],
  processes: ['domain', 'store/files.ts', 'catalog'],
  catalog: ['domain', 'store/files.ts'],
  ...Object.fromEntries(executors.map((executor) => [executor, foundation])),
  budget: ['domain', 'store', 'catalog', 'generation'],
  'running-apps': ['domain'],
  imports: ['domain', 'store', 'catalog'],
  scheduler: [...foundation, 'planner', ...executors],
  remote: ['domain', 'engine-api.ts'],
  sources: [
    'domain',
    'store',
    'processes',
    'remote',
    'engine.ts',
    'engine-options.ts',
    'engine-api.ts',
    'engine-queries.ts',
  ],
};

const engineZones = Object.entries(engineFolders).map(([folder, allowed]) => ({
  target: `./src/engine/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((name) => `./engine/${name}`),
  message: `engine/${folder} may import ${allowed.length > 0 ? allowed.join(', ') : 'nothing of ours'} only.`,
}));

export const importDirection = [
  ...engineZones,
  {
    target: './src/engine/engine-api.ts',
    from: './src',
    except: ['./engine/domain'],
    message: 'The engine is described by plain data: engine-api.ts may import the domain only.',
  },
  {
    target: ['./src/views', './src/commands', './src/cli', './src/extension.ts'],
    // Except where the parts of Assay lie, which only who opens the engine can know.
    from: './src/engine/!(domain)/**/!(installation).ts',
    message: 'Views, commands and the command line know the engine by its facade and the domain only.',
  },
  {
    target: ['./src/engine', './src/analyzer'],
    from: ['./src/views', './src/commands', './src/cli', './src/webview', './src/extension.ts'],
    message: 'Imports point down: the engine and the analyzer know nothing of what shows them.',
  },
  {
    target: './src/engine',
    from: './src/analyzer',
    message: 'The analyzer is a program of its own: the engine reaches it by its protocol only.',
  },
  {
    target: './src/analyzer',
    from: './src/engine',
    except: ['./domain', './processes', './store/files.ts'],
    message: 'The analyzer may import the domain and processes only.',
  },
  {
    target: './src/webview',
    from: './src/engine',
    except: ['./domain'],
    message: 'What runs in the browser may import the domain only.',
  },
];

/** Runs outside the editor too. */
export const withoutEditor = ['src/engine/**', 'src/cli/**', 'src/analyzer/**', 'src/webview/**'];
