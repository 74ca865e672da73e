/** Finds the encoding of a text: by its byte order mark, by its zeros, as UTF-8 where every byte is, else by a guess. */
import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';
import { RawFileRefused } from '../../contract/refusals.ts';
import { findAlphabet } from './rate-alphabets.ts';
import type { TextScan } from './scan-text.ts';

export interface FoundEncoding {
  /** WHATWG label. */
  encoding: string;
  remarks: string[];
}

/** Single bytes that chardet can name and that people use; a less sure guess is Windows-1252, as browsers do. */
const LEAST_CONFIDENCE = 50;
const WESTERN_LEAD = 15;
const WESTERN = 'windows-1252';
/** Read instead where western letters make no words. */
const CENTRAL = ['windows-1250'];
const LETTERS_LEAD = 0.2;
/** More are letters of another encoding. */
const MAX_CONTROLS = 0.1;
/** Chinese, Japanese and Korean do not stand within Latin words. */
const WITHIN_WORDS = /[A-Za-z][\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}][a-z]/u;

/**
 * Finds the encoding.
 * @throws {RawFileRefused} when UTF-8 is mixed with something else (CorruptFile), or for UTF-32
 */
export function findEncoding(name: string, scan: TextScan): FoundEncoding {
  const marked = findByteOrderMark(name, scan.head) ?? findUtf16(scan.head);
  if (marked !== null && (marked !== 'utf-8' || scan.firstInvalidLine === null)) {
    return { encoding: marked, remarks: [] };
  }
  if (scan.firstInvalidLine === null) return { encoding: 'utf-8', remarks: [] };
  const where = `${name}, line ${scan.firstInvalidLine}`;
  if (marked === 'utf-8' || isMixed(scan.beyondAscii)) {
    throw new RawFileRefused(
      'CorruptFile',
      `${where}: a byte is not UTF-8 although the rest of the file is: export it again as UTF-8, or mend this line`,
    );
  }
  const encoding = guessEncoding(scan.beyondAscii);
  if (countControls(scan.beyondAscii, encoding) > MAX_CONTROLS) {
    throw new RawFileRefused(
      'UnsupportedFormat',
      `${where}: the text is in an encoding that nobody finds, such as one of DOS: save it as UTF-8`,
    );
  }
  const remark = `the file is not UTF-8 (first in line ${scan.firstInvalidLine}) and is read as ${encoding}: if names look wrong, save it as UTF-8`;
  return { encoding, remarks: [remark] };
}

function findByteOrderMark(name: string, head: Buffer): string | null {
  const start = head.toString('latin1', 0, 4);
  if (start === '\xff\xfe\0\0' || start === '\0\0\xfe\xff') {
    throw new RawFileRefused('UnsupportedFormat', `${name} is text in UTF-32: save it as UTF-8`);
  }
  if (start.startsWith('\xef\xbb\xbf')) return 'utf-8';
  if (start.startsWith('\xff\xfe')) return 'utf-16le';
  return start.startsWith('\xfe\xff') ? 'utf-16be' : null;
}

/** UTF-16 without a mark: nearly every second byte of a western text is zero. */
function findUtf16(head: Buffer): string | null {
  const sample = head.subarray(0, Math.min(head.length & ~1, 8192));
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at += 2) {
    if (sample[at] === 0) even += 1;
    if (sample[at + 1] === 0) odd += 1;
  }
  const pairs = sample.length / 2;
  if (odd > pairs * 0.6 && even < pairs * 0.05) return 'utf-16le';
  return even > pairs * 0.6 && odd < pairs * 0.05 ? 'utf-16be' : null;
}

/** Whether most characters beyond ASCII are proper UTF-8, which is no accident: a part has another encoding. */
function isMixed(sample: Buffer): boolean {
  let proper = 0;
  let broken = 0;
  for (let at = 0; at < sample.length; ) {
    const byte = sample[at] as number;
    const size = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
    if (size === 1) at += 1;
    else if (size > 1 && at + size <= sample.length && isUtf8(sample.subarray(at, at + size))) {
      proper += 1;
      at += size;
    } else {
      broken += 1;
      at += 1;
    }
  }
  return proper >= 3 && proper > 2 * broken;
}

/** Bytes of the control characters that no export has, and that the standards of Windows use for letters and signs. */
const hasControlBytes = (sample: Buffer): boolean => sample.some((byte) => byte >= 0x80 && byte <= 0x9f);

const WINDOWS_OF_ISO: Readonly<Record<string, string>> = {
  'iso-8859-2': 'windows-1250',
  'iso-8859-5': 'windows-1251',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-6': 'windows-1256',
  'iso-8859-13': 'windows-1257',
};

function guessEncoding(sample: Buffer): string {
  const alphabet = findAlphabet(sample);
  if (alphabet !== null) return alphabet;
  const guesses = chardet
    .analyse(sample)
    .map(({ name, confidence }) => ({ encoding: toLabel(name, sample), confidence }))
    .filter((guess): guess is Guess => guess.encoding !== null && canDecode(sample, guess.encoding));
  const guess = chooseGuess(guesses);
  if (guess !== WESTERN) return guess;
  const others = [...guesses.map(({ encoding }) => encoding), ...CENTRAL];
  const [best] = others.toSorted((a, b) => rateLetters(sample, b) - rateLetters(sample, a));
  const isBetter = best !== undefined && rateLetters(sample, best) > rateLetters(sample, WESTERN) + LETTERS_LEAD;
  return isBetter ? best : WESTERN;
}

interface Guess {
  encoding: string;
  confidence: number;
}

function chooseGuess(guesses: readonly Guess[]): string {
  const best = guesses[0];
  const western = guesses.find(({ encoding }) => encoding === WESTERN);
  if (!best || best.confidence < LEAST_CONFIDENCE) return WESTERN;
  return western && western.confidence >= best.confidence - WESTERN_LEAD ? WESTERN : best.encoding;
}

/** Share of the characters beyond ASCII that are control characters. */
function countControls(sample: Buffer, encoding: string): number {
  const beyond = new TextDecoder(encoding).decode(sample).match(/[^\0-\x7f]/g) ?? [];
  return beyond.filter((character) => character <= '\x9f').length / (beyond.length || 1);
}

/** Share of the characters beyond ASCII that are letters or usual signs: Polish read as western has ³ and ¿ in words. */
function rateLetters(sample: Buffer, encoding: string): number {
  const beyond = new TextDecoder(encoding).decode(sample).match(/[^\0-\x7f]/g) ?? [];
  const usual = beyond.filter((character) => /[\p{L}€–—‘’“”„…°§«»]/u.test(character)).length;
  return beyond.length === 0 ? 1 : usual / beyond.length;
}

/** The label that browsers and mappings use; null for what is no plain text encoding or no ASCII. */
function toLabel(name: string, sample: Buffer): string | null {
  if (/^(?:utf|ascii|iso-2022|ibm42)/i.test(name)) return null;
  try {
    const { encoding } = new TextDecoder(name);
    return (hasControlBytes(sample) && WINDOWS_OF_ISO[encoding]) || encoding;
  } catch {
    return null;
  }
}

/** Parts of the sample may begin or end within a character of several bytes, so some replacements are no proof. */
function canDecode(sample: Buffer, encoding: string): boolean {
  const text = new TextDecoder(encoding).decode(sample);
  return !WITHIN_WORDS.test(text) && text.split('\uFFFD').length - 1 <= sample.length / 1000;
}
