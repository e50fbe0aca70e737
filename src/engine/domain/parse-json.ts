/** @returns undefined when the text is no JSON, where that is an ordinary thing to find */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
