import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { conditions, manifest, readText, strings } from './manifest.ts';
import { contextWords } from '../../../src/views/tree/context-value.ts';

const sources = globSync('src/{commands,views}/**/*.ts', { cwd: `${import.meta.dirname}/../../..` }).map(
  readText,
);
const { commands, menus } = manifest.contributes;
const declared = commands.map(({ command }) => command).sort();
/** They are of use on a row of the tree or in a welcome text only. */
const notInPalette = ['loadMore', 'openPipelineFile', 'retrySubtask', 'showToolRun', 'startEngine'];

describe('the commands of the manifest', () => {
  it('are those of src/commands', () => {
    const ids = sources.flatMap((text) =>
      [...text.matchAll(/\bid: '(assay\.\w+)'/g)].map((match) => match[1]),
    );
    assert.deepEqual(ids.sort(), declared);
  });

  it('have one category and a title of the form of a title', () => {
    for (const { command, title, category } of commands) {
      assert.equal(category, 'Assay', command);
      assert.match(strings[title.slice(1, -1)] ?? '', /^[A-Z][\w… ]+$/, command);
    }
  });

  it('that only a row can be given are hidden from the palette, and no others', () => {
    const hidden = menus['commandPalette']!.filter(({ when }) => when === 'false').map(
      ({ command }) => command,
    );
    assert.deepEqual(
      hidden.sort(),
      notInPalette.map((name) => `assay.${name}`),
    );
  });

  it('are what the menus name', () => {
    for (const { command } of Object.values(menus).flat()) assert.ok(declared.includes(command), command);
  });

  it('put at most two icons on a row', () => {
    const places = new Set(
      menus['view/item/context']!.map(({ group }) => group).filter((group) => group?.startsWith('inline')),
    );
    assert.deepEqual([...places].sort(), ['inline@1', 'inline@2']);
  });
});

describe('the conditions of the manifest', () => {
  it('look for words that rows carry', () => {
    const words = conditions.flatMap((when) =>
      [...when.matchAll(/viewItem =~ \/\\b(\w+)\\b\//g)].map((match) => match[1]!),
    );
    assert.ok(words.length > 10);
    for (const word of words) assert.ok((contextWords as readonly string[]).includes(word), word);
  });

  it('ask for context keys that are set', () => {
    const keys = new Set(conditions.flatMap((when) => when.match(/\bassay\.\w+(?= [=!]=)/g) ?? []));
    assert.deepEqual([...keys].sort(), ['assay.engine', 'assay.filter']);
    for (const key of keys)
      assert.ok(
        sources.some((text) => text.includes('setContext') && text.includes(`'${key}'`)),
        key,
      );
  });

  it('name views that exist', () => {
    const views = Object.values(manifest.contributes.views)
      .flat()
      .map(({ id }) => id);
    for (const { view } of manifest.contributes.viewsWelcome) assert.ok(views.includes(view));
    for (const when of conditions) {
      for (const [, view] of when.matchAll(/view == (\S+)/g)) assert.ok(views.includes(view!), when);
    }
  });
});
