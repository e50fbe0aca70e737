import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '../../../src/cli/settings-file.ts';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the settings of the command line', () => {
  const folder = temporaryFolder();
  const write = (text: string) => {
    const file = path.join(folder(), 'settings.json');
    writeFileSync(file, text);
    return { ASSAY_SETTINGS: file };
  };

  it("are JSON with comments, named as in the editor or without the editor's prefix", () => {
    const env = write('{ // mine\n"assay.generation.maxWorkers": 7, "network.proxy": "http://proxy:3128", }');
    assert.deepEqual(readSettings(env), {
      'generation.maxWorkers': 7,
      'network.proxy': 'http://proxy:3128',
    });
  });

  it('are in the folder that the platform has for them, and none when there is no file', function () {
    if (process.platform === 'win32' || process.platform === 'darwin') this.skip();
    const env = { XDG_CONFIG_HOME: folder() };
    assert.deepEqual(readSettings(env), {});
    mkdirSync(path.join(folder(), 'assay'));
    writeFileSync(path.join(folder(), 'assay', 'settings.json'), '{"pollIntervalMs": 500}');
    assert.deepEqual(readSettings(env), { pollIntervalMs: 500 });
  });

  it('that cannot be read say where, and a file that is named must be there', () => {
    const problem = (env: NodeJS.ProcessEnv) => {
      try {
        readSettings(env);
      } catch (error) {
        if (InputError.is(error)) return error.message;
      }
      return '';
    };
    assert.match(problem(write('{\n  "a" 1\n}')), /settings\.json:2:7: /);
    assert.match(problem(write('[1]')), /must hold one JSON object/);
    assert.match(problem({ ASSAY_SETTINGS: path.join(folder(), 'gone.json') }), /ASSAY_SETTINGS names it/);
  });
});
