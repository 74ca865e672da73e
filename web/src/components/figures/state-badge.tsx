/** A state as a word, a colour and a sign, so that it is recognised without colour vision too. */
import type { ReactNode } from 'react';
import { getTone, type Tone } from '../../format/tones.ts';
import { formatCode } from '../../texts/codes.ts';

/** Drawn, because not every font has such characters. */
const SIGNS: Record<Tone, ReactNode> = {
  good: <circle cx="4" cy="4" r="4" />,
  warn: <path d="M4 0 8 8H0z" />,
  bad: <rect width="8" height="8" />,
  plain: <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" />,
};

interface StateBadgeProps {
  code: string;
  tone?: Tone;
  /** Default: the words of the code. */
  name?: string;
}

export function StateBadge({ code, tone = getTone(code), name = formatCode(code) }: StateBadgeProps) {
  return (
    <span className={`badge ${tone}`}>
      <svg aria-hidden="true" viewBox="0 0 8 8" width="8" height="8" fill="currentColor">
        {SIGNS[tone]}
      </svg>
      {name}
    </span>
  );
}
