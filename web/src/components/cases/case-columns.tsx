/** The columns that all lists of cases have, and the words and badges of a case. */
import { Link } from 'wouter';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Tone } from '../../format/tones.ts';
import type { CaseSummary } from '../../queries/api-types.ts';
import { formatCode } from '../../texts/codes.ts';
import { namePerson } from '../../texts/forms.ts';
import { CASE_KINDS, CASE_STATES, queueTexts } from '../../texts/review/queue.ts';
import { BandLabel } from '../figures/band-label.tsx';
import { StateBadge } from '../figures/state-badge.tsx';
import type { Column } from '../tables/table.tsx';

const { columns: texts } = queueTexts;

const TONES: Record<CaseSummary['state'], Tone> = {
  ...{ open: 'warn', waiting_for_documents: 'plain', waiting_for_second: 'warn', decided: 'good', withdrawn: 'plain' },
};

/** The state, and whether the due time has passed or a second person is needed. */
function CaseState({ of: { state, is_overdue, needs_second } }: { of: CaseSummary }) {
  const isUnfinished = state !== 'decided' && state !== 'withdrawn';
  return (
    <span className="badges">
      <StateBadge code={state} tone={TONES[state]} name={CASE_STATES[state]} />
      {is_overdue && <StateBadge code="overdue" tone="bad" name={queueTexts.overdue} />}
      {needs_second && isUnfinished && state !== 'waiting_for_second' && (
        <StateBadge code="second" tone="plain" name={queueTexts.second} />
      )}
    </span>
  );
}

const APPLICATION: Column<CaseSummary> = {
  name: texts.application,
  value: ({ application }) => application,
  cell: ({ case_id, application }) => (
    <Link className="long" href={`/cases/${case_id}`}>
      {application}
    </Link>
  ),
};

const DUE: Column<CaseSummary> = {
  name: texts.due,
  value: ({ due_at }) => due_at,
  cell: ({ due_at }) => <time>{formatTime(due_at)}</time>,
};

const STATE: Column<CaseSummary> = { name: texts.state, cell: (row) => <CaseState of={row} /> };
const KIND: Column<CaseSummary> = { name: texts.kind, cell: ({ kind }) => CASE_KINDS[kind] };

export const CASE_COLUMNS: Column<CaseSummary>[] = [
  APPLICATION,
  KIND,
  DUE,
  STATE,
  { name: texts.pd, isNumber: true, value: ({ pd }) => pd, cell: ({ pd }) => formatPercent(pd, 2) },
  { name: texts.score, isNumber: true, value: ({ score }) => score, cell: ({ score }) => formatCount(score) },
  { name: texts.band, cell: ({ band }) => <BandLabel band={band} /> },
  {
    name: texts.exposure,
    isNumber: true,
    value: ({ exposure }) => exposure,
    cell: ({ exposure, currency }) => formatMoney(exposure, currency),
  },
  {
    name: texts.holder,
    cell: ({ holder }) => <span className="long">{holder ? namePerson(holder) : MISSING_TEXT}</span>,
  },
];

const DECISION: Column<CaseSummary> = {
  name: texts.decision,
  cell: ({ decision }) => (decision ? formatCode(decision) : MISSING_TEXT),
};

/** Of lists that have decided cases. */
export const DECIDED_CASE_COLUMNS: Column<CaseSummary>[] = [...CASE_COLUMNS, DECISION];

/** Of cases that are shown next to something else: of the same application, of the same customer. */
export const SHORT_CASE_COLUMNS: Column<CaseSummary>[] = [
  APPLICATION,
  KIND,
  STATE,
  { name: texts.opened, cell: ({ opened_at }) => <time>{formatTime(opened_at)}</time> },
  DECISION,
];
