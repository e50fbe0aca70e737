/** Something in an app that keeps it from working, found without running it. */
export interface Problem {
  kind: 'syntax' | 'import' | 'package' | 'export' | 'required' | 'commonjs' | 'link' | 'placeholder';
  file: string;
  /** From 1; null: it concerns the whole file, or one that is not there. */
  line: number | null;
  /** One sentence without the place, as a compiler would say it. */
  message: string;
}
