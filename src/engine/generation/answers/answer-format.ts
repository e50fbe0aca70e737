/** Path → content, in the order of the answer. Every content is empty or ends with a line end. */
export type AnswerFiles = Map<string, string>;

export const answerLimits = { files: 200, fileBytes: 512 * 1024, totalBytes: 4 * 1024 * 1024 };

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
