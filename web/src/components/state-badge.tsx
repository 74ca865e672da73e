/** A state as a word, a colour and a sign, so that it is recognised without colour vision too. */

import { getTone, type Tone } from '../format/tones.ts';
import { formatCode } from '../texts/codes.ts';

const SIGNS: Record<Tone, string> = { good: '●', warn: '▲', bad: '■', plain: '○' };

interface StateBadgeProps {
  code: string;
  tone?: Tone;
  /** Default: the words of the code. */
  name?: string;
}

export function StateBadge({ code, tone = getTone(code), name = formatCode(code) }: StateBadgeProps) {
  return (
    <span className={`badge ${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span>
      {name}
    </span>
  );
}
