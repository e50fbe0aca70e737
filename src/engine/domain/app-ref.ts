/** An app's name for people and for progress records: `model:number`, as in `builtin/baseline:3`. */
export interface AppRef {
  model: string;
  /** Unique per model, from 1, reserved when its job is first claimed. */
  number: number;
}

export function formatAppRef(app: AppRef): string {
  return `${app.model}:${app.number}`;
}

/** @returns null when the text is not `model:number`. */
export function parseAppRef(text: string): AppRef | null {
  const match = /^(.+):([1-9]\d{0,8})$/.exec(text);
  if (!match) return null;
  return { model: match[1]!, number: Number(match[2]) };
}

/**
 * A model's id as one safe folder name. Readable, and different for different ids: what cannot stand in
 * a file name is percent-encoded, as in a URL.
 */
export function modelFolder(model: string): string {
  return encodeURIComponent(model.toLowerCase()).replaceAll('%2F', '__').replaceAll('*', '%2A');
}
