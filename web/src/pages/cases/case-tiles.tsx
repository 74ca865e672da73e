/** The state of a case, its due time and holder, and the figures of the score. */
import { BandLabel } from '../../components/figures/band-label.tsx';
import { Tile, Tiles } from '../../components/figures/tiles.tsx';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Case } from '../../queries/api-types.ts';
import { formatCode } from '../../texts/codes.ts';
import { namePerson } from '../../texts/forms.ts';
import { caseTexts } from '../../texts/review/case.ts';
import { CASE_STATES } from '../../texts/review/queue.ts';

const { tiles: texts } = caseTexts;

export function CaseTiles({ current }: { current: Case }) {
  const { state, due_at, is_overdue, holder, held_until } = current;
  return (
    <Tiles>
      <Tile name={texts.state} value={CASE_STATES[state]} note={describeDecision(current)} />
      <Tile name={texts.due} value={formatTime(due_at)} {...(is_overdue && { tone: 'bad', note: texts.overdue })} />
      <Tile
        name={texts.holder}
        value={holder ? namePerson(holder) : texts.nobody}
        note={held_until ? texts.until(formatTime(held_until)) : undefined}
      />
      <Tile name={texts.pd} value={formatPercent(current.pd, 2)} />
      <Tile name={texts.score} value={formatCount(current.score)} />
      <Tile name={texts.band} value={<BandLabel band={current.band} />} />
      <Tile name={texts.exposure} value={formatMoney(current.exposure, current.currency)} />
    </Tiles>
  );
}

function describeDecision({ decision, decided_by, second_by, needs_second }: Case): string | undefined {
  if (!decision || !decided_by) return needs_second ? texts.second : undefined;
  const decided = texts.decided(formatCode(decision), namePerson(decided_by));
  return second_by ? texts.confirmed(decided, namePerson(second_by)) : decided;
}
