import type { ModelAnswer } from '../provider.ts';
import type { FinishReason } from './answer-part.ts';

const said = /^(?:eos|eos_token|end_turn|stop_sequence|completed?|done)$/i;
const cutOff = /^(?:max_(?:output_)?tokens|length_limit|model_length|model_context_window_exceeded)$/i;
const refused = /^(?:refusal|safety|recitation|prohibited_content|blocklist|content_?filter(?:ed)?)$/i;

/** @returns null: it just ended, without a word why */
export function finishReason({ unified, raw }: FinishReason): ModelAnswer['finishReason'] | null {
  if (unified === 'stop' || unified === 'length') return unified;
  if (unified === 'content-filter') return 'refused';
  if (raw === undefined || unified === 'interrupted') return null;
  if (said.test(raw)) return 'stop';
  if (cutOff.test(raw)) return 'length';
  return refused.test(raw) ? 'refused' : 'error';
}
