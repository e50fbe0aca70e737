import type { Template } from '../../../domain/template.ts';
import { emitPageConfig } from './page-config.ts';
import { jsIndented } from '../literals.ts';
import type { Meaning } from '../meaning.ts';

/** The module with what the front end needs to know of the app. */
export function emitFrontEndConfig(template: Template, { entities, operations, accounts }: Meaning): string {
  const pathOf = (kind: string) =>
    operations.find(({ action }) => action.kind === kind)?.endpoint.path ?? null;
  const register = operations.find(({ action }) => action.kind === 'register');
  const logout = operations.find(({ action }) => action.kind === 'logout')?.endpoint;
  const page = {
    name: template.name,
    description: template.description,
    account: accounts && {
      login: accounts.access.login.path,
      register: register ? register.endpoint.path : null,
      logout: logout ? { method: logout.method, path: logout.path } : null,
      me: pathOf('me'),
      nameKey: accounts.access.nameKey,
      passwordKey: accounts.access.passwordKey,
      tokenKey: accounts.access.tokenKey,
      registerKeys: accounts.entity.writable
        .filter(({ required }) => required)
        .map(({ key, kind }) => ({ key, kind })),
    },
  };
  return `${emitPageConfig(entities[0]!, operations)}\nexport const page = ${jsIndented(page)};\n`;
}
