/** Compared lines: what was removed and added is marked by a sign, a colour, and a word for screen readers. */
import { compareTexts as texts } from '../../../texts/policies/compare.ts';
import type { ComparedLine } from './compare-lines.ts';

const SIGNS: Record<ComparedLine['change'], string> = { same: ' ', removed: '−', added: '+' };

interface ComparedLinesProps {
  lines: readonly ComparedLine[];
  /** Keeps spaces and uses letters of equal width. */
  isCode?: boolean;
}

export function ComparedLines({ lines, isCode = false }: ComparedLinesProps) {
  return (
    <ol className={isCode ? 'compared code' : 'compared'}>
      {lines.map(({ change, text }, index) => (
        <li key={`${index} ${text}`} className={change}>
          <span aria-hidden="true" className="sign">
            {SIGNS[change]}
          </span>
          {change !== 'same' && <span className="unseen">{texts.spoken[change]} </span>}
          {change === 'removed' ? <del>{text}</del> : change === 'added' ? <ins>{text}</ins> : <span>{text}</span>}
        </li>
      ))}
    </ol>
  );
}
