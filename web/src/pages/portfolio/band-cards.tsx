/** Applications by risk band, as a chart, and by band and decision with exposure and expected loss, as a table. */
import { ChartCard } from '../../charts/chart-card.tsx';
import { DECISION_COLOURS } from '../../charts/chart-style.ts';
import { ColumnChart } from '../../charts/column-chart.tsx';
import { Card } from '../../components/card.tsx';
import { BandLabel } from '../../components/figures/band-label.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { Table } from '../../components/tables/table.tsx';
import { DECISIONS } from '../../format/labels.ts';
import { formatCompact } from '../../format/numbers.ts';
import type { Distribution } from '../../queries/api-types.ts';
import { formatDecided } from '../../texts/codes.ts';
import { distributionTexts } from '../../texts/portfolio/distribution.ts';
import { sharedTexts } from '../../texts/shared.ts';

/** The applications of one band with one decision. */
type BandDecision = Distribution['bands'][number];

interface BandRow {
  band: string;
  applications: number;
  meanPd: number;
  /** Applications by decision. */
  decisions: Record<string, number>;
}

const BAND_COLUMNS = createNumberColumns<BandRow>();
const DECISION_COLUMNS = createNumberColumns<BandDecision>();
const { figures, axes } = sharedTexts;

export function BandChart({ report: { bands, totals } }: { report: Distribution }) {
  const rows = groupByBand(bands);
  const shares = rows.map(({ band, applications, meanPd }) => ({
    ...{ band, meanPd, share: applications / totals.applications },
  }));
  return (
    <ChartCard
      title={distributionTexts.bands}
      summary={distributionTexts.bandsSummary(shares)}
      rows={rows}
      rowKey={({ band }) => band}
      columns={[
        { name: figures.band, value: ({ band }) => band, cell: ({ band }) => <BandLabel band={band} /> },
        BAND_COLUMNS.count(figures.applications, ({ applications }) => applications),
        BAND_COLUMNS.percent(figures.meanPd, ({ meanPd }) => meanPd, 2),
        ...DECISIONS.map((decision) =>
          BAND_COLUMNS.count(formatDecided(decision), ({ decisions }) => decisions[decision] ?? 0),
        ),
      ]}
    >
      <ColumnChart
        rows={rows}
        xLabel={({ band }) => band}
        isStacked
        series={DECISIONS.map((decision) => ({
          name: formatDecided(decision),
          value: ({ decisions }: BandRow) => decisions[decision] ?? 0,
          colour: DECISION_COLOURS[decision],
        }))}
        format={formatCompact}
        xTitle={axes.band}
        yTitle={axes.applications}
      />
    </ChartCard>
  );
}

export function BandDecisionTable({ report: { bands, currency } }: { report: Distribution }) {
  return (
    <Card title={distributionTexts.bandDecisions} note={distributionTexts.bandDecisionsNote}>
      <Table
        caption={distributionTexts.bandDecisions}
        rows={bands}
        rowKey={({ band, decision }) => `${band} ${decision}`}
        columns={[
          { name: figures.band, value: ({ band }) => band, cell: ({ band }) => <BandLabel band={band} /> },
          {
            name: figures.decision,
            value: ({ decision }) => decision,
            cell: ({ decision }) => <DecisionLabel decision={decision} />,
          },
          DECISION_COLUMNS.count(figures.applications, ({ applications }) => applications),
          DECISION_COLUMNS.decimal(figures.meanScore, ({ mean_score }) => mean_score, 0),
          DECISION_COLUMNS.money(figures.exposure, ({ exposure }) => exposure, currency),
          DECISION_COLUMNS.money(figures.expectedLoss, ({ expected_loss }) => expected_loss, currency),
        ]}
      />
    </Card>
  );
}

function groupByBand(bands: BandDecision[]): BandRow[] {
  const rows = new Map<string, BandRow>();
  for (const { band, decision, applications, mean_pd } of bands) {
    const row = rows.get(band) ?? { band, applications: 0, meanPd: 0, decisions: {} };
    row.meanPd = (row.meanPd * row.applications + mean_pd * applications) / (row.applications + applications);
    row.applications += applications;
    row.decisions[decision] = applications;
    rows.set(band, row);
  }
  return [...rows.values()];
}
