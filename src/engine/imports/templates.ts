import { problemAt, readTemplate } from '../catalog/read-template.ts';
import { InputError } from '../domain/errors.ts';
import { looksLikeTemplate } from '../domain/template.ts';
import type { ImportKind } from './import-kind.ts';

/** Templates of the user's own: kept in the workspace, and known to pipeline files like those that ship. */
export const templates: ImportKind = {
  expected: 'a template: an object with "slug", "name", "description", "api_endpoints" and "data_model"',

  recognises: looksLikeTemplate,

  async import({ catalog }, document) {
    const { template, warnings } = readTemplate(document);
    const { slug, name } = template;
    const { kept, file } = await catalog.keep(template);
    if (kept === 'shipped') {
      const message = `a template with the slug "${slug}" ships with Assay; give this one another slug`;
      throw new InputError([problemAt(document, ['slug'], message)]);
    }
    return { kind: 'template', outcome: kept, template: { slug, name, file }, warnings };
  },
};
