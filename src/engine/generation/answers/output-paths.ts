import { AssayError } from '../../domain/errors.ts';

const maxLength = 200;
const maxDepth = 10;
// Names that Windows gives to devices, whatever follows the first dot.
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
const segmentShape = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/;

/**
 * Checks the path of a file that a model wrote: relative, with `/`, of plain names only, so that it names
 * the same file inside the app's folder on every platform.
 * @throws AssayError `invalid_output`
 */
export function checkOutputPath(path: string): void {
  const problem = problemOf(path);
  if (problem === null) return;
  throw new AssayError(
    'invalid_output',
    `The model named a file ${JSON.stringify(path.slice(0, 120))}: ${problem}.`,
    {
      hint: 'Generate the app again.',
    },
  );
}

function problemOf(path: string): string | null {
  if (path === '') return 'the path is empty';
  if (path.length > maxLength) return `the path is longer than ${maxLength} characters`;
  if (/^[/\\]|^[A-Za-z]:/.test(path)) return 'the path is absolute';
  const segments = path.split('/');
  if (segments.length > maxDepth) return `the path is deeper than ${maxDepth} folders`;
  for (const segment of segments) {
    if (segment === '..' || segment === '.') return 'the path leaves its folder';
    if (deviceName.test(segment)) return `"${segment}" is the name of a device`;
    if (!segmentShape.test(segment) || segment.endsWith('.')) {
      return 'names may hold letters, digits and _ . - only, and begin with a letter, a digit or _';
    }
    if (segment.toLowerCase() === 'node_modules') return 'packages are not the model’s to write';
  }
  return null;
}
