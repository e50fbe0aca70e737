/**
 * Runs in VS Code's extension host in place of tests: activates Assay once and writes to the file that
 * ASSAY_BENCH_OUT names how many milliseconds the extension's own code took: `{"load", "activate"}`. What VS Code
 * itself does meanwhile (messages between its processes) is not counted, as in its own list of running extensions.
 */
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');

exports.run = async () => {
  const extension = vscode.extensions.getExtension('assay.assay');
  const file = process.env['ASSAY_BENCH_OUT'];
  if (!extension || !file) throw new Error('The extension assay.assay and ASSAY_BENCH_OUT are needed.');
  if (extension.isActive) throw new Error('Assay is active already: it activates where nobody needs it.');

  const main = require.resolve(extension.extensionPath);
  let startedAt = performance.now();
  const code = require(main);
  const load = performance.now() - startedAt;
  /** @type {number | null} */
  let activate = null;
  // VS Code finds the loaded module, with a clock around its `activate`.
  const loaded = require.cache[main];
  if (!loaded) throw new Error(`${main} was not loaded as a module of its own.`);
  loaded.exports = {
    ...code,
    activate: async (/** @type {vscode.ExtensionContext} */ context) => {
      startedAt = performance.now();
      const api = await code.activate(context);
      activate = performance.now() - startedAt;
      return api;
    },
  };
  await extension.activate();
  writeFileSync(file, JSON.stringify({ load, activate }));
};
