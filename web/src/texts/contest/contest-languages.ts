/** The languages of the page for applicants. Open it to add one; config/notices has those of notices. */
import type { ContestTexts } from './contest-texts.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import { spanish } from './spanish.ts';

export const CONTEST_LANGUAGES = { en: english, de: german, fr: french, es: spanish } satisfies Record<
  string,
  ContestTexts
>;
export type ContestLanguage = keyof typeof CONTEST_LANGUAGES;

/** The language of a tag such as de-AT; English where the page does not speak it. */
export function chooseLanguage(tag: string): ContestLanguage {
  const language = tag.slice(0, 2).toLowerCase();
  return language in CONTEST_LANGUAGES ? (language as ContestLanguage) : 'en';
}
