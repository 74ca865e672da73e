/** A frame that scrolls sideways when its content is wider, by the arrow keys too, and says so. */
import { type ReactNode, useRef } from 'react';
import { sharedTexts } from '../../texts/shared.ts';
import { useIsCut } from './use-is-cut.ts';

export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const isCut = useIsCut(frame);
  return (
    <div className="table-box full">
      {/* biome-ignore lint/a11y/useSemanticElements: a section would be a landmark for each table */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what is wide is scrolled by the arrow keys */}
      <div ref={frame} className={isCut ? 'table cut' : 'table'} role="group" aria-label={label} tabIndex={0}>
        {children}
      </div>
      <span className="scroll-hint">{isCut && sharedTexts.scrollHint}</span>
    </div>
  );
}
