/**
 * Rates how well a text of single bytes reads in an encoding, by the alphabets of the languages that it is used for. The
 * few words of an export's cities and names are too little for a guess by the frequency of letters.
 */

const WESTERN = 'äöüß äàâæçéèêëîïôœùûü áéíñóúü¿¡ªº àèéìòùª° áâãàçéêíóôõúüªº åäöé åæøéä éëïöü áéíóúàèìòù'.split(' ');
const ALL_WESTERN = new Set(WESTERN.join(''));
/** Less than one language of another encoding has. */
const SHARE_OF_MIXED = 0.95;
const POLISH_TO_CROATIAN = 'ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîșțşţ čćđšž'.split(' ');
const CYRILLIC = [
  'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
  'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя',
  'абвгдђежзијклљмнњопрстћуфхцчџш',
];
const GREEK = ['αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ'];

/** The standards of Windows first: they win where two read equally well. */
const ALPHABETS: readonly (readonly [encoding: string, alphabets: readonly string[]])[] = [
  ['windows-1252', WESTERN],
  ['windows-1250', POLISH_TO_CROATIAN],
  // Before Cyrillic, of which every Hebrew text has letters, but not the other way round.
  ['windows-1255', ['אבגדהוזחטיךכלםמןנסעףפץצקרשת']],
  ['windows-1251', CYRILLIC],
  ['windows-1253', GREEK],
  ['windows-1254', ['çğıöşüâîûi̇']],
  ['windows-1257', ['ąčęėįšųūž', 'āčēģīķļņšūž', 'äõöüšž']],
  ['iso-8859-15', WESTERN],
  ['iso-8859-2', POLISH_TO_CROATIAN],
  ['iso-8859-5', CYRILLIC],
  ['koi8-r', CYRILLIC],
  ['ibm866', CYRILLIC],
  ['iso-8859-7', GREEK],
  ['macintosh', WESTERN],
];

/** Signs that every language uses. */
const SIGN = /[€£§©®°±²³µ·×–—‘’‚“”„†•…‰‹›«»™\u00a0№]/u;
/**
 * Where the bytes are of another encoding: a capital or a sign within a word, the Greek letter for the end of a word
 * before its end, and a letter of another script beside a Latin one.
 */
const MISPLACED =
  /(?<=\p{Ll})[^\0-\x7f](?<=\p{Lu})|(?<=\p{L})[^\0-\x7f](?<=\p{Lu})(?=\p{Ll})|(?<=\p{L})[±¹¼½¾¿]|(?<=\p{L})[²³µ·§©®](?=\p{L})|ς(?=\p{L})|(?<=[A-Za-z])[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}]|[\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}](?=[A-Za-z])/gu;
/** No western word begins with so many letters beyond ASCII; Greek and Russian ones have hardly any other. */
const OTHER_SCRIPT = /(?<=[\0-@[-`{-\x7f])[À-ÖØ-öø-ÿ]{3,}/g;
const MIN_SHARE = 0.9;
/** Two languages share so many words; less is no reason to leave the more usual encoding. */
const MIN_LEAD = 0.02;

/** The encoding in which nearly all characters beyond ASCII are of one alphabet; null when there is none. */
export function findAlphabet(sample: Buffer): string | null {
  let best: { encoding: string; share: number } | null = null;
  for (const [encoding, alphabets] of ALPHABETS) {
    const share = rateEncoding(sample, encoding, alphabets);
    if (share >= MIN_SHARE && share > (best?.share ?? 0) + MIN_LEAD) best = { encoding, share };
  }
  return best?.encoding ?? null;
}

function rateEncoding(sample: Buffer, encoding: string, alphabets: readonly string[]): number {
  const text = new TextDecoder(encoding).decode(sample);
  const others = alphabets === WESTERN ? (text.match(OTHER_SCRIPT) ?? []).join('').length : 0;
  const misplaced = (text.match(MISPLACED)?.length ?? 0) + others;
  const counts = new Map<string, number>();
  for (const character of text.toLowerCase().match(/[^\0-\x7f]/gu) ?? []) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const letters = [...counts].filter(([character]) => !SIGN.test(character));
  const all = letters.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return counts.size > 0 && misplaced === 0 ? 1 : 0;
  const countKnown = (isKnown: (letter: string) => boolean) =>
    letters.reduce((sum, [letter, count]) => sum + (isKnown(letter) ? count : 0), 0);
  const known = alphabets.map((alphabet) => countKnown((letter) => alphabet.includes(letter)));
  // Words of several western languages side by side.
  const mixed = encoding === 'windows-1252' ? SHARE_OF_MIXED * countKnown((letter) => ALL_WESTERN.has(letter)) : 0;
  return (Math.max(...known, mixed) - misplaced) / all;
}
