import assert from 'node:assert/strict';
import { z } from 'zod';
import { manifest, readText, strings } from './manifest.ts';
import { settingDefinitions, settingNames } from '../../../src/engine/domain/configuration.ts';
import type { SettingDefinition } from '../../../src/engine/domain/setting-definition.ts';
import { retryPolicyOverridesSchema } from '../../../src/engine/domain/retry-settings.ts';

const { properties } = manifest.contributes.configuration;
/** Read in src/views and src/commands; the engine knows nothing of them. */
const editorOnly = ['assay.notifications.completion', 'assay.toolboxes.install'];

function typeOf({ default: value, schema }: SettingDefinition): string {
  return typeof value === 'number' && !schema ? 'integer' : typeof value;
}

/** With the texts for the keys, in whatever depth. */
function withTexts(value: unknown): unknown {
  const text = (key: unknown) =>
    typeof key === 'string' ? (strings[key.replace(/^%|%$/g, '')] ?? key) : key;
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
    key === 'description' ? text(inner) : inner,
  );
}

describe('the settings of the manifest', () => {
  it('are those of the engine and of the editor', () => {
    const expected = [...settingNames.map((name) => `assay.${name}`), ...editorOnly];
    assert.deepEqual(Object.keys(properties).sort(), expected.sort());
  });

  for (const name of settingNames) {
    it(`${name} has the engine's default, limits and description`, () => {
      const definition: SettingDefinition = settingDefinitions[name];
      const property = properties[`assay.${name}`]!;
      assert.deepEqual(property.default, definition.default);
      assert.equal(property.minimum, definition.minimum);
      assert.equal(property.maximum, definition.maximum);
      assert.deepEqual(property.enum, definition.values && [...definition.values]);
      assert.equal(property.type, typeOf(definition));
      assert.equal(strings[property.description.slice(1, -1)], definition.description);
    });
  }

  it('offer in retry.policies each class and field with its default, limits and description', () => {
    const { properties: classes, additionalProperties } = properties['assay.retry.policies']!;
    const expected = z.toJSONSchema(retryPolicyOverridesSchema, { io: 'input', target: 'draft-7' });
    assert.deepEqual(withTexts(classes), JSON.parse(JSON.stringify(expected.properties)));
    assert.equal(additionalProperties, false);
  });

  it('of the editor are read', () => {
    const listed = readText('src/views/engine-settings.ts');
    for (const name of editorOnly) assert.ok(listed.includes(`'${name.slice('assay.'.length)}'`), name);
    assert.ok(readText('src/views/completion-notice.ts').includes('notifications.completion'));
    assert.ok(readText('src/commands/toolbox-consent.ts').includes('toolboxes.install'));
  });

  it('that let Assay download cannot be set by a workspace', () => {
    assert.equal(properties['assay.toolboxes.install']!.scope, 'machine');
  });

  it('that say where keys are sent cannot be set by a workspace', () => {
    const addresses = settingNames.filter((name) => /^network\.|baseUrl$|openaiCompatible$/.test(name));
    assert.equal(addresses.length, 7);
    for (const name of addresses) assert.equal(properties[`assay.${name}`]!.scope, 'machine', name);
  });
});
