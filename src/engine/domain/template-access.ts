import type { Template, TemplateEndpoint } from './template.ts';

/** How accounts come to be in apps of a template, and how they are shown. docs/template-format.md has the rules. */
export interface Access {
  /** null: accounts are not made by clients. */
  register: TemplateEndpoint | null;
  /** Answers the token that other requests carry as `Authorization: Bearer …`. */
  login: TemplateEndpoint;
  /** Key of the token in the login's answer. */
  tokenKey: string;
  /** Key of the password in the login's request. */
  passwordKey: string;
  /** Key of the name or address in the login's request. */
  nameKey: string;
}

/** Who may call an endpoint. `unsaid`: the template does not tell, and nobody is blamed for either. */
export type Need = 'anyone' | 'signed-in' | 'administrator' | 'unsaid';

const loginWords = /^(log-?in|sign-?in|sessions?|tokens?)$/i;
const registerWords = /^(register|registration|sign-?up)$/i;
const tokenKeys = /^(token|access_?token|session_?token|auth_?token|jwt)$/i;
const passwordKeys = /^(password|pass_?phrase|pin)$/i;

/** @returns null when the template has no login: then everybody may call everything */
export function readAccess(template: Template): Access | null {
  const posts = template.api_endpoints.filter(({ method }) => method === 'POST');
  for (const login of posts.filter(({ path }) => loginWords.test(lastWord(path)))) {
    const tokenKey = keysOf(login.response).find((key) => tokenKeys.test(key));
    const passwordKey = keysOf(login.request).find((key) => passwordKeys.test(key));
    const nameKey = keysOf(login.request).find((key) => !passwordKeys.test(key));
    if (tokenKey === undefined || passwordKey === undefined || nameKey === undefined) continue;
    const register = posts.find(
      ({ path, request }) =>
        registerWords.test(lastWord(path)) && keysOf(request).some((key) => passwordKeys.test(key)),
    );
    return { register: register ?? null, login, tokenKey, passwordKey, nameKey };
  }
  return null;
}

export function needOf(endpoint: TemplateEndpoint, template: Template, access: Access | null): Need {
  if (access === null || endpoint === access.login || endpoint === access.register) return 'anyone';
  if (template.admin_api_endpoints.includes(endpoint)) return 'administrator';
  const { description } = endpoint;
  if (/\b(public|anyone|everybody|visitors?)\b/i.test(description)) return 'anyone';
  if (/\b(signed|logged)[- ]in\b|\bauthenticated\b/i.test(description) || isOwn(endpoint)) return 'signed-in';
  return 'unsaid';
}

/** Whether an endpoint concerns only what belongs to the account that calls it. */
export function isOwn({ description }: TemplateEndpoint): boolean {
  return /\b(my|own)\b/i.test(description);
}

function lastWord(path: string): string {
  return path.split('/').at(-1) ?? '';
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
