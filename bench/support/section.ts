/** What `npm run bench -- NAME…` can name. */
export interface Section {
  name: string;
  title: string;
  /** @returns text to print, and how many bars were not kept */
  run(): Promise<SectionResult>;
}

export interface SectionResult {
  text: string;
  broken: number;
}
