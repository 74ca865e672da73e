/** The applications of the highest risk of a filter, each with a link to its evidence. */
import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { BandLabel } from '../../components/figures/band-label.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { type Column, Table } from '../../components/tables/table.tsx';
import type { Segments } from '../../queries/api-types.ts';
import { segmentTexts } from '../../texts/portfolio/segments.ts';
import { sharedTexts } from '../../texts/shared.ts';

type Application = Segments['applications'][number];

const NUMBERS = createNumberColumns<Application>();
const { figures } = sharedTexts;

export function RiskiestApplications({ applications }: { applications: Application[] }) {
  if (applications.length === 0) return null;
  return (
    <Card title={segmentTexts.riskiest} note={segmentTexts.riskiestNote}>
      <Table
        isList
        caption={segmentTexts.riskiest}
        rows={applications}
        rowKey={({ prediction_id }) => prediction_id}
        columns={COLUMNS}
      />
    </Card>
  );
}

const COLUMNS: Column<Application>[] = [
  {
    name: figures.application,
    value: ({ application_id }) => application_id,
    cell: (row) => <Link href={`/applications/${row.prediction_id}`}>{row.application_id}</Link>,
  },
  NUMBERS.percent(segmentTexts.pd, ({ pd }) => pd, 2),
  NUMBERS.count(figures.score, ({ score }) => score),
  { name: figures.band, value: ({ band }) => band, cell: ({ band }) => <BandLabel band={band} /> },
  {
    name: figures.decision,
    value: ({ decision }) => decision,
    cell: ({ decision, contradicts_override }) => (
      <DecisionLabel decision={decision} isContradicted={contradicts_override} />
    ),
  },
];
