/** Applications that are near to the one of a case, with what was decided and how it ended. */
import { Link } from 'wouter';
import { Card } from '../../../components/card.tsx';
import { BandLabel } from '../../../components/figures/band-label.tsx';
import { DecisionLabel } from '../../../components/figures/decision-label.tsx';
import { StateBadge } from '../../../components/figures/state-badge.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatCount, formatDecimal, formatPercent } from '../../../format/numbers.ts';
import { formatDate } from '../../../format/times.ts';
import type { Case } from '../../../queries/api-types.ts';
import { scoreColumnTexts } from '../../../texts/cases/applications.ts';
import { evidenceTexts } from '../../../texts/review/case.ts';

const { similar: texts } = evidenceTexts;

type Similar = Case['similar'][number];

export function SimilarApplications({ similar }: Pick<Case, 'similar'>) {
  const defaults = similar.filter(({ defaulted }) => defaulted).length;
  return (
    <Card
      title={texts.title}
      note={
        <>
          {texts.note}
          <br />
          {similar.length > 0 ? texts.summary(defaults, similar.length) : texts.none}
        </>
      }
    >
      {similar.length > 0 && (
        <Table
          isList
          caption={texts.caption}
          rows={similar}
          rowKey={({ prediction_id }) => prediction_id}
          columns={COLUMNS}
        />
      )}
    </Card>
  );
}

const COLUMNS: Column<Similar>[] = [
  {
    name: scoreColumnTexts.application,
    value: ({ application_id }) => application_id,
    cell: ({ prediction_id, application_id }) => (
      <Link className="long" href={`/applications/${prediction_id}`}>
        {application_id}
      </Link>
    ),
  },
  { name: scoreColumnTexts.scored, cell: ({ scored_at }) => <time>{formatDate(scored_at)}</time> },
  { name: scoreColumnTexts.pd, isNumber: true, value: ({ pd }) => pd, cell: ({ pd }) => formatPercent(pd, 2) },
  {
    name: scoreColumnTexts.score,
    isNumber: true,
    value: ({ score }) => score,
    cell: ({ score }) => formatCount(score),
  },
  { name: scoreColumnTexts.band, cell: ({ band }) => <BandLabel band={band} /> },
  {
    name: texts.distance,
    isNumber: true,
    value: ({ distance }) => distance,
    cell: ({ distance }) => formatDecimal(distance, 2),
  },
  { name: texts.shared, isNumber: true, cell: ({ shared_reasons }) => formatCount(shared_reasons) },
  {
    name: texts.decision,
    cell: ({ decision, is_overridden }) => (
      <>
        <DecisionLabel decision={decision} /> {is_overridden && <span className="dim">{texts.byPerson}</span>}
      </>
    ),
  },
  {
    name: texts.outcome,
    cell: ({ defaulted }) => (
      <StateBadge code="outcome" tone={defaulted ? 'bad' : 'good'} name={defaulted ? texts.defaulted : texts.repaid} />
    ),
  },
];
