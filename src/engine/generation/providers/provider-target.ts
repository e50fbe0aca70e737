import { redact } from '../../domain/log.ts';

/** Whom a call goes to, as its errors say it. */
export interface ProviderTarget {
  /** As in `Capabilities.providers`. */
  provider: string;
  /** For people, as the subject of a sentence. */
  title: string;
  /** Without the provider. */
  model: string;
  baseUrl: string;
  /** The setting that has that address. */
  baseUrlSetting: string;
  /** Where a key is looked for by the command line. */
  keyVariable: string | null;
  key: string | null;
}

const maxDetail = 4_000;

/** The provider's own words, without the key if it repeats it. */
export function ownWords(target: Pick<ProviderTarget, 'key'>, text: string): string {
  const words = text.length > maxDetail ? `${text.slice(0, maxDetail)} …` : text;
  return redact(words, target.key === null ? [] : [target.key]);
}
