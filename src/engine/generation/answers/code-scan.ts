import { scanMarkup } from './markup-scan.ts';
import { scanHashed, scanQueries, scanStyle } from './plain-scans.ts';
import { scanScript } from './script-scan.ts';

/** What a pass over code finds without parsing it. */
export interface CodeScan {
  /** `text`: without the marks, over several lines perhaps; `at`: where that begins. */
  comments: { at: number; text: string }[];
  /** What is not closed where the code ends; null: nothing. */
  open: 'bracket' | 'mismatch' | 'comment' | 'template' | 'element' | null;
}

const scanners: Record<string, (text: string) => CodeScan> = {
  ...{ js: scanScript, mjs: scanScript, cjs: scanScript, jsx: scanScript, json: scanScript },
  ...{ ts: scanScript, mts: scanScript, cts: scanScript, tsx: scanScript },
  ...{ css: scanStyle, scss: scanStyle, less: scanStyle },
  ...{
    html: scanMarkup,
    htm: scanMarkup,
    svg: scanMarkup,
    xml: scanMarkup,
    vue: scanMarkup,
    ejs: scanMarkup,
  },
  ...{ py: scanHashed, sh: scanHashed, yml: scanHashed, yaml: scanHashed, toml: scanHashed },
  sql: scanQueries,
};

/** @returns null for files whose language has no comments, or is not known */
export function scanCode(path: string, text: string): CodeScan | null {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(scanners, ending) ? scanners[ending]!(text) : null;
}
