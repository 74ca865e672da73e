/** The score-band table of a scorecard's validation. Intervals without an application are left out. */
import { Card } from '../../components/card.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { type Column, Table } from '../../components/tables/table.tsx';
import type { ScoreBands } from '../../queries/api-types.ts';
import { scoreBandTexts } from '../../texts/portfolio/score-bands.ts';
import { sharedTexts } from '../../texts/shared.ts';

type ScoreBand = ScoreBands['rows'][number];

const NUMBERS = createNumberColumns<ScoreBand>();
const { columns: names } = scoreBandTexts;
const { figures } = sharedTexts;

export function ScoreBandTable({ rows }: { rows: ScoreBand[] }) {
  return (
    <Card title={scoreBandTexts.table} note={scoreBandTexts.tableNote}>
      <Table
        caption={scoreBandTexts.table}
        rows={rows.filter(({ applications }) => applications > 0)}
        rowKey={({ from }) => String(from)}
        columns={COLUMNS}
      />
    </Card>
  );
}

const COLUMNS: Column<ScoreBand>[] = [
  {
    name: names.scores,
    cell: ({ from, to }) => <span className="whole-line">{sharedTexts.scoreInterval(from, to)}</span>,
  },
  NUMBERS.count(figures.applications, (row) => row.applications),
  NUMBERS.percent(figures.share, (row) => row.share),
  NUMBERS.count(names.goods, (row) => row.goods),
  NUMBERS.count(names.bads, (row) => row.bads),
  NUMBERS.percent(names.cumulativeGood, (row) => row.cumulative_good_share),
  NUMBERS.percent(names.cumulativeBad, (row) => row.cumulative_bad_share),
  NUMBERS.decimal(names.odds, (row) => row.odds, 1),
  NUMBERS.percent(names.meanPd, (row) => row.mean_pd, 2),
  NUMBERS.percent(names.outcomeMeanPd, (row) => row.outcome_mean_pd, 2),
  NUMBERS.percent(names.rate, (row) => row.observed_rate, 2),
  NUMBERS.interval(names.interval, (row) => row.observed_interval),
  NUMBERS.decimal(names.lift, (row) => row.lift),
  NUMBERS.decimal(names.ks, (row) => row.ks, 3),
];
