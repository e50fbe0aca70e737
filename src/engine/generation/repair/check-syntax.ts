import type { Program } from 'acorn';
import type { Problem } from './problem.ts';
import { isFrontEnd, isScript } from './repair-rule.ts';
import type { AppFiles } from './repair-rule.ts';
import { readScaffoldPackage } from './scaffold-package.ts';
import { parseScript } from './script-tree.ts';
import type { ParsedScript } from './script-tree.ts';
import { lineAt } from './text-edits.ts';

export interface CheckedSyntax {
  /** Path → what was parsed, of all scripts that are files of their own. */
  programs: Map<string, Program>;
  problems: Problem[];
}

/** One without an end goes on to the end of the page, as in a browser. */
const inlineScript = /<script\b([^>]{0,500})>([^]*?)(?:<\/script|$)/gi;

/** Parses all scripts of an app, those in pages too, and its JSON. */
export function checkSyntax(app: AppFiles): CheckedSyntax {
  const checked: CheckedSyntax = { programs: new Map(), problems: [] };
  const { isModule } = readScaffoldPackage(app);
  const report = (file: string, line: number | null, message: string) =>
    checked.problems.push({ kind: 'syntax', file, line, message });
  for (const [file, text] of app.files) {
    if (isScript(file) || file.endsWith('.cjs')) {
      const asModule = !file.endsWith('.cjs') && (isModule || file.endsWith('.mjs'));
      const { program, error } = isFrontEnd(file, app)
        ? parseOfPage(text)
        : parseScript(text, asModule ? 'module' : 'script');
      if (program === null) report(file, error.line, error.message);
      else checked.programs.set(file, program);
    } else if (/\.html?$/.test(file)) {
      for (const { attributes, code, at } of inlineScripts(text)) {
        if (!/^\s*$|\btype\s*=\s*["']?(?:module|text\/javascript)|^(?!.*\btype\s*=)/i.test(attributes))
          continue;
        const { error } = parseOfPage(code);
        const first = lineAt(text, at);
        if (error !== null) report(file, error.line === null ? first : first + error.line - 1, error.message);
      }
    } else if (file.endsWith('.json')) {
      try {
        JSON.parse(text);
      } catch (error) {
        report(file, null, `it is no JSON: ${(error as Error).message}`);
      }
    }
  }
  return checked;
}

/** A page may load a script as a module or not; it is wrong when it is neither. */
function parseOfPage(text: string): ParsedScript {
  const module = parseScript(text, 'module');
  if (module.error === null) return module;
  const script = parseScript(text, 'script');
  const isMeantAsModule = /^\s*(?:import|export)\b/m.test(text);
  return script.error === null || !isMeantAsModule ? script : module;
}

function* inlineScripts(text: string): Generator<{ attributes: string; code: string; at: number }> {
  for (const match of text.matchAll(inlineScript)) {
    const [whole, attributes = '', code = ''] = match;
    if (/\bsrc\s*=/i.test(attributes)) continue;
    yield { attributes, code, at: match.index + whole.indexOf('>') + 1 };
  }
}
