import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');

export function readText(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

interface MenuItem {
  command: string;
  when?: string;
  group?: string;
}

export interface SettingProperty {
  type: string;
  default: unknown;
  minimum?: number;
  maximum?: number;
  enum?: string[];
  /** Of an object: what it may hold. */
  properties?: Record<string, SettingProperty>;
  additionalProperties?: boolean;
  scope: string;
  description: string;
}

export interface Manifest {
  main: string;
  icon: string;
  activationEvents: string[];
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, MenuItem[]>;
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string; when: string }[];
    configuration: { properties: Record<string, SettingProperty> };
    jsonValidation: { fileMatch: string; url: string }[];
    languages: { id: string; filenamePatterns: string[] }[];
  };
}

export const manifest = JSON.parse(readText('package.json')) as Manifest;
export const strings = JSON.parse(readText('package.nls.json')) as Record<string, string>;
/** All `when` clauses of the manifest. */
export const conditions = [
  ...Object.values(manifest.contributes.menus).flat(),
  ...manifest.contributes.viewsWelcome,
].flatMap(({ when }) => (when === undefined ? [] : [when]));
