/** What has to be run so that an app is whole, as its front end's bundler; all names are relative, with `/`. */
export interface Bundle {
  /** A program and its arguments; run in `folder`. */
  command: readonly string[];
  /** In the app. */
  folder: string;
  /** Where it leaves what the app is to have, below `folder`; empty when it begins. */
  output: string;
  /** Where it writes in what the image has, below `folder`; gone when it has ended. */
  temporary: readonly string[];
}

/** One in an image of what it needs. */
export interface BundleInImage extends Bundle {
  image: string;
  /** Where the image has it, absolute. */
  root: string;
  /** As whom it is run, numbers: `uid:gid`. */
  user: string;
}

export const maxMemoryMebibytes = 1_024;
/** Of the app's own files. */
export const maxSourceMebibytes = 256;
export const maxOutputMebibytes = 64;
export const maxOutputFiles = 5_000;
export const maxLogMebibytes = 4;
