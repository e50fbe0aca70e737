import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { z } from 'zod';
import { manifest, readText, strings } from './manifest.ts';
import { parsePipelineFile } from '../../../src/engine/domain/pipeline-file.ts';
import { pipelineFileSchema } from '../../../src/engine/domain/pipeline-file-schema.ts';
import { services } from '../../../src/engine/domain/tools.ts';

describe('the files that the manifest names', () => {
  it('has a text for every key, and a use for every text', () => {
    const used = new Set(readText('package.json').match(/(?<="%)[\w.]+(?=%")/g));
    assert.deepEqual([...used].sort(), Object.keys(strings).sort());
  });

  it('publishes the schema of the pipeline file that the engine checks with', () => {
    const schema: unknown = JSON.parse(readText('schemas/pipeline.schema.json'));
    const expected = z.toJSONSchema(pipelineFileSchema, { io: 'input', target: 'draft-7' });
    assert.deepEqual(schema, JSON.parse(JSON.stringify(expected)));
    const [validation, ofTemplates] = manifest.contributes.jsonValidation;
    assert.deepEqual(validation, { fileMatch: '*.assay.json', url: './schemas/pipeline.schema.json' });
    const templates = { fileMatch: '.assay/templates/*.json', url: './schemas/template.schema.json' };
    assert.deepEqual(ofTemplates, templates);
  });

  it('ships a quickstart that can be run as it is', () => {
    const text = readText('examples/quickstart.assay.json');
    const names = (folder: string, list: string[]) =>
      new Set(
        list
          .map((slug) => JSON.parse(readText(`${folder}/${slug}`)) as { slug?: string; name: string })
          .map(({ slug, name }) => slug ?? name),
      );
    const definition = parsePipelineFile(text, 'quickstart.assay.json', {
      models: new Set(['builtin/baseline', 'builtin/flawed']),
      providers: new Set(['builtin']),
      templates: names(
        'templates',
        (parse(text) as { templates: string[] }).templates.map((slug) => `${slug}.json`),
      ),
      stacks: names('stacks', ['node-express/stack.json']),
    });
    assert.equal(definition.name, 'Quickstart');
    assert.equal(definition.models.length * definition.templates.length, 6);
    assert.deepEqual(
      definition.services.map(({ service }) => service),
      services.slice(0, 3),
    );
    assert.deepEqual(definition.configuration, { 'performance.durationMs': 2000 });
  });

  it('activates on narrow events only', () => {
    for (const event of manifest.activationEvents)
      assert.match(event, /^(onWebviewPanel:assay\.\w+|workspaceContains:\.assay\/[.\w]+)$/);
  });

  it('ships its icons', () => {
    assert.match(readText('media/assay.svg'), /^<svg/);
    assert.match(readText(manifest.icon), /PNG/);
  });
});
