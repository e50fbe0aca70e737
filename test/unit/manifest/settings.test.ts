import assert from 'node:assert/strict';
import { manifest, readText, strings } from './manifest.ts';
import { settingDefinitions, settingNames } from '../../../src/engine/domain/configuration.ts';
import type { SettingDefinition } from '../../../src/engine/domain/configuration.ts';

const { properties } = manifest.contributes.configuration;
/** Read in src/views and src/commands; the engine knows nothing of them. */
const editorOnly = ['assay.notifications.completion', 'assay.toolboxes.install'];

describe('the settings of the manifest', () => {
  it('are those of the engine and of the editor', () => {
    const expected = [...settingNames.map((name) => `assay.${name}`), ...editorOnly];
    assert.deepEqual(Object.keys(properties).sort(), expected.sort());
  });

  for (const name of settingNames) {
    it(`${name} has the engine's default, limits and description`, () => {
      const definition: SettingDefinition = settingDefinitions[name];
      const property = properties[`assay.${name}`]!;
      assert.equal(property.default, definition.default);
      assert.equal(property.minimum, definition.minimum);
      assert.equal(property.maximum, definition.maximum);
      assert.deepEqual(property.enum, definition.values && [...definition.values]);
      assert.equal(property.type, definition.values ? 'string' : 'integer');
      assert.equal(strings[property.description.slice(1, -1)], definition.description);
    });
  }

  it('of the editor are read', () => {
    const listed = readText('src/views/engine-settings.ts');
    for (const name of editorOnly) assert.ok(listed.includes(`'${name.slice('assay.'.length)}'`), name);
    assert.ok(readText('src/views/completion-notice.ts').includes('notifications.completion'));
    assert.ok(readText('src/commands/toolbox-consent.ts').includes('toolboxes.install'));
  });

  it('that let Assay download cannot be set by a workspace', () => {
    assert.equal(properties['assay.toolboxes.install']!.scope, 'machine');
  });
});
