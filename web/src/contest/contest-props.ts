/** What each part of the page for applicants gets. */
import type { ContestLanguage } from '../texts/contest/contest-languages.ts';
import type { ContestTexts, ContestView } from '../texts/contest/contest-texts.ts';

export interface ContestProps {
  contest: ContestView;
  token: string;
  texts: ContestTexts;
  language: ContestLanguage;
  show: (contest: ContestView) => void;
}
