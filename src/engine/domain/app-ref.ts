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
 * A model's id as one folder name: readable, safe on every file system, and different for different ids, also where
 * case makes no difference. Percent-encoding as in URLs, of upper case too, and `+` for the slash.
 */
export function modelFolder(model: string): string {
  const encoded = encodeURIComponent(model).replaceAll('%2F', '+');
  return encoded.replace(/%..|[A-Z*]|\.$/g, (part) =>
    part.length > 1 ? part : `%${part.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
