import { AssayError } from '../../domain/errors.ts';
import { checkOutputPath } from './output-paths.ts';

/** Path → content, in the order of the answer. Every content is empty or ends with a line end. */
export type AnswerFiles = Map<string, string>;

export const answerLimits = { files: 200, fileBytes: 512 * 1024, totalBytes: 4 * 1024 * 1024 };

const openingFence = /^(`{3,})([^`]*)$/;
const fileInfo = /^[ \t]*(?:[A-Za-z0-9+#._-]+[ \t]+)?path=(\S+)[ \t]*$/;

/** Writes files in the format of docs/answer-format.md. */
export function formatAnswer(files: ReadonlyMap<string, string>): string {
  const blocks = [...files].map(([path, content]) => {
    const longest = Math.max(2, ...(content.match(/^`{3,}/gm) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    const language = /\.([a-z0-9]+)$/i.exec(path)?.[1] ?? 'text';
    const body = content === '' || content.endsWith('\n') ? content : `${content}\n`;
    return `${fence}${language} path=${path}\n${body}${fence}\n`;
  });
  return blocks.join('\n');
}

/**
 * Reads an answer in the format of docs/answer-format.md. Text between blocks is ignored.
 * @throws AssayError `truncated` when its last block has no end, `invalid_output` for all else
 */
export function parseAnswer(text: string): AnswerFiles {
  const files: AnswerFiles = new Map();
  let open: { fence: string; path: string; lines: string[] } | null = null;
  let totalBytes = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== null) {
      if (line.trimEnd() !== open.fence) {
        open.lines.push(line);
        continue;
      }
      const content = open.lines.map((inner) => `${inner}\n`).join('');
      totalBytes += checkContent(open.path, content);
      if (totalBytes > answerLimits.totalBytes) {
        throw invalid(`The answer's files are larger than ${answerLimits.totalBytes} bytes together.`);
      }
      files.set(open.path, content);
      open = null;
      continue;
    }
    const fence = openingFence.exec(line.replace(/\r$/, ''));
    if (!fence) continue;
    const path = fileInfo.exec(fence[2]!)?.[1];
    if (path === undefined)
      throw invalid(`The block in line ${index + 1} of the answer does not name its file.`);
    checkOutputPath(path);
    checkIsNew(path, files);
    open = { fence: fence[1]!, path, lines: [] };
  }
  if (open !== null) {
    throw new AssayError('truncated', `The answer ends inside the file ${open.path}.`);
  }
  if (files.size === 0) throw invalid('The answer holds no files.');
  return files;
}

function checkContent(path: string, content: string): number {
  const bytes = Buffer.byteLength(content);
  if (bytes > answerLimits.fileBytes) {
    throw invalid(`The file ${path} in the answer is larger than ${answerLimits.fileBytes} bytes.`);
  }
  if (content.includes('\0')) throw invalid(`The file ${path} in the answer is not text.`);
  return bytes;
}

/** Two names that differ in case only, or a file that is also a folder, cannot both be written. */
function checkIsNew(path: string, files: AnswerFiles): void {
  if (files.size >= answerLimits.files) {
    throw invalid(`The answer holds more than ${answerLimits.files} files.`);
  }
  const name = path.toLowerCase();
  for (const other of files.keys()) {
    const known = other.toLowerCase();
    if (known === name) throw invalid(`The answer holds the file ${path} twice.`);
    if (known.startsWith(`${name}/`) || name.startsWith(`${known}/`)) {
      throw invalid(`The answer uses a file as a folder: ${path} and ${other}.`);
    }
  }
}

function invalid(message: string): AssayError {
  return new AssayError('invalid_output', message, { hint: 'Generate the app again.' });
}
