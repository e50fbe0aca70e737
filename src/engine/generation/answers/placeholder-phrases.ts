const maxLength = 240;

/** What models say they leave out. */
const things =
  '(?:code|file|files|implementation|implementations|function|functions|functionality|method|methods|component|components|' +
  'route|routes|endpoint|endpoints|handler|handlers|logic|script|scripts|style|styles|styling|css|html|markup|javascript|' +
  'app|application|page|content|contents|class|module|imports?|body|section|sections|elements?|rules|tests?|stuff|' +
  'server|setup|configuration|middleware|helpers?|utilities|queries|tables?|fields|crud|operations|it|this|things)';
const adjectives =
  '(?:(?:the|your|my|our|all|any|other|more|same|original|existing|previous|earlier|actual|full|current|above|remaining|similar|necessary|api|crud|http|old) )*';
const noun = `${adjectives}(?:[\\w/-]+ ){0,2}?${things}`;
const stays = '(?:(?:stays?|remains?|is|are|goes|go|continues?|follows?|works?) )?';
const where =
  '(?: (?:here|below|above|unchanged|as (?:is|before|above)|the same(?: as (?:before|above))?|omitted|as it was|from (?:before|above)|for brevity|omitted for brevity|not shown|goes here|go here|here\\.\\.\\.))';

/** A whole line of a comment, ellipses at its ends taken off. These say it without an ellipsis as well. */
const plain = [
  // The rest of the code; rest of your routes here; the remaining handlers stay the same.
  `(?:the )?(?:rest|remainder) of ${noun}(?: ${stays}${where.slice(4, -1)})?`,
  `(?:the )?(?:rest|remainder) (?:stays |remains |is )(?:the same|unchanged|as before|omitted)`,
  `(?:the )?(?:remaining|existing|previous|other|original|unchanged) ${noun} (?:(?:stays?|remains?|is|are|goes|go) )?${where.slice(4, -1)}`,
  '(?:the )?(?:existing|previous|original|remaining) (?:code|implementation|logic|content)',
  // Same as before; unchanged; omitted for brevity.
  '(?:the )?same (?:code |logic |implementation |content )?as (?:before|above|earlier|previously|in (?:the )?(?:previous|original).{0,40})',
  '(?:code |file |content |section |rest |implementation |this part )?(?:unchanged|omitted|truncated|shortened|abbreviated|snipped)(?: (?:for (?:brevity|clarity|space|simplicity)|here))?(?: from (?:the )?(?:previous|original).{0,30})?',
  '.{0,80}\\b(?:omitted|left out|truncated|abbreviated|shortened|skipped|simplified) for (?:brevity|space|length)\\b.{0,40}',
  '.{0,40}\\bfor brevity\\b.{0,40}',
  // Your code here; implementation goes here; add the other routes here.
  `(?:put |insert |add |write |place |include )?${noun} (?:goes |go |belongs |should go )?here`,
  `(?:implement|complete|finish|write|fill in|add) ${noun}(?: logic)? here`,
  `(?:keep|leave|retain) ${noun}(?: ${where.slice(4, -1)})?`,
  '(?:to be|not yet|not) (?:implemented|completed|written)(?: yet)?',
  '(?:left|leave) as an exercise.{0,40}',
  'similar (?:to|as) (?:the )?(?:above|before)(?: code)?',
  '(?:and so on|and so forth|etc|snip|and more)',
  'implement (?:me|this|it|the rest|here)(?: later)?',
].map((form) => new RegExp(`^(?:${form})$`));

/** With an ellipsis at one end at least, words like these are enough. */
const hinted =
  /\b(?:rest|existing|remaining|previous|unchanged|omitted|same|similar|other|more|continue[sd]?|truncated|code|implementation|logic|routes?|endpoints?|functions?|methods?|handlers?|styles?|rules|brevity|as before|as above|and so on|etc|repeat|others)\b/;
/** These are enough in a longer sentence. */
const told = /\b(?:rest of|existing code|remaining|omitted|unchanged)\b/;
/** Somebody waits, which is what such a comment may be about. */
const waiting = /^(?:loading|saving|waiting|please wait|searching|processing|deleting|sending|fetching)\b/;
const task =
  /^(?:TODO|FIXME|XXX)(?:\([^)]{0,40}\))?[\s:—–-]+(?:implement|complete|finish|fill in|write (?:the|this|your|actual|real)|add (?:the |your |actual |real |remaining )*(?:code|logic|implementation|rest|body|remaining|functionality)|handle the rest)\b/i;
/** In capitals: in an app of tasks, "todo" is a word of its own. */
const bareTask = /^(?:TODO|FIXME)(?:[\s:.—–-]*|: ?(?:this|me|here|later))$/;
const ellipsis = /^(?:\.{3,}|…|\[\s*(?:\.{3}|…)\s*\])$/;

/** Whether a line of a comment, without its marks, stands for code that was left out. */
export function isPlaceholder(line: string): boolean {
  if (line.length > maxLength) return false;
  const text = line
    .trim()
    .replace(/^[*#/\s]+/, '')
    .replace(/[*\s]+$/, '');
  if (text === '') return false;
  if (ellipsis.test(text) || bareTask.test(text) || task.test(text)) return true;
  const words = text.toLowerCase().replace(/^[[({<\s]+|[\])}>\s]+$/g, '');
  const bare = words.replace(/^(?:\.{2,}|…|-{2,})\s*|\s*(?:\.{2,}|…|-{2,})$/g, '').trim();
  const sentence = bare
    .replace(/[.!:,;]+$/, '')
    .replace(/[()[\]"'`]/g, '')
    .replace(/\s+/g, ' ');
  if (plain.some((form) => form.test(sentence))) return true;
  // An ellipsis before or after the words: "... existing code ...".
  const leading = /^(?:\.{2,}|…)/.test(words);
  const trailing = /(?:\.{3,}|…)$/.test(words);
  if (!(leading || trailing) || waiting.test(sentence)) return false;
  return hinted.test(sentence) && (leading || sentence.split(' ').length <= 6 || told.test(sentence));
}
