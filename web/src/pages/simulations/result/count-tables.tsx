/** The work that referrals make for people, and what decided, now and simulated. */
import { Card } from '../../../components/card.tsx';
import { createNumberColumns } from '../../../components/tables/number-columns.ts';
import { Table } from '../../../components/tables/table.tsx';
import { formatCount, formatDecimal, MISSING_TEXT } from '../../../format/numbers.ts';
import { formatDate } from '../../../format/times.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';

const { work: texts, decidedBy, compare } = simulationTexts;

type Work = SimulationResult['reviewers']['baseline'];

interface Row {
  figure: string;
  now: string;
  simulated: string;
}

export function ReviewerWork({ reviewers: { baseline, candidate } }: Pick<SimulationResult, 'reviewers'>) {
  const build = (figure: string, write: (work: Work) => string): Row => ({
    ...{ figure, now: write(baseline), simulated: write(candidate) },
  });
  return (
    <Card title={texts.title}>
      <Table
        caption={texts.caption}
        rows={[
          build(texts.referrals, ({ referrals }) => formatCount(referrals)),
          build(texts.perDay, ({ per_day }) => formatDecimal(per_day, 1)),
          build(texts.busiest, ({ busiest_day: busiest }) =>
            busiest ? texts.busiestValue(formatCount(busiest.referrals), formatDate(busiest.day)) : MISSING_TEXT,
          ),
        ]}
        rowKey={({ figure }) => figure}
        columns={[
          { name: texts.figure, cell: ({ figure }) => figure },
          { name: compare.now, isNumber: true, cell: ({ now }) => now },
          { name: compare.simulated, isNumber: true, cell: ({ simulated }) => simulated },
        ]}
      />
    </Card>
  );
}

type DecidedByRow = SimulationResult['decided_by'][number];

const NUMBERS = createNumberColumns<DecidedByRow>();
const RULE = 'rule:';

export function DecidedBy({ rows }: { rows: readonly DecidedByRow[] }) {
  return (
    <Card title={decidedBy.title}>
      <Table
        caption={decidedBy.caption}
        rows={rows}
        rowKey={({ decided_by }) => decided_by}
        columns={[
          { name: decidedBy.what, cell: ({ decided_by }) => <span className="long">{nameDecider(decided_by)}</span> },
          NUMBERS.count(compare.now, ({ baseline }) => baseline),
          NUMBERS.count(compare.simulated, ({ candidate }) => candidate),
        ]}
      />
    </Card>
  );
}

const nameDecider = (code: string): string =>
  code.startsWith(RULE) ? decidedBy.rule(code.slice(RULE.length)) : decidedBy.score;
