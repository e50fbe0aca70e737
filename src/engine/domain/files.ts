/** The files of one revision of an app, as they were when it was generated. */
export interface FileManifest {
  /** Relative path with `/` → SHA-256 of the content, lower-case hex, and its size in bytes. */
  files: Record<string, { sha256: string; size: number; origin: 'scaffold' | 'model' }>;
}
