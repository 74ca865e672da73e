/** Approval ratios of the groups that no model reads, now and then, with intervals. */
import { Card } from '../../../components/card.tsx';
import { StateBadge } from '../../../components/figures/state-badge.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatDecimal } from '../../../format/numbers.ts';
import type { SimulationResult } from '../../../queries/api-types.ts';
import { formatCode } from '../../../texts/codes.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';

const { fairness: texts } = simulationTexts;

type Attribute = SimulationResult['fairness'][number];
type Ratio = Attribute['candidate_ratio'];

const FOUR_FIFTHS = 0.8;

export function Fairness({ fairness }: Pick<SimulationResult, 'fairness'>) {
  return (
    <Card title={texts.title} note={texts.note}>
      <Table isList caption={texts.caption} rows={fairness} rowKey={({ attribute }) => attribute} columns={COLUMNS} />
    </Card>
  );
}

function RatioCell({ ratio }: { ratio: Ratio }) {
  if (!ratio) return <span className="dim">{texts.none}</span>;
  const [low = 0, high = 0] = ratio.interval;
  return (
    <>
      {texts.ratio(formatDecimal(ratio.value, 2), texts.range(formatDecimal(low, 2), formatDecimal(high, 2)))}{' '}
      {ratio.value < FOUR_FIFTHS && <StateBadge code="below" tone="warn" name={texts.below} />}
    </>
  );
}

const COLUMNS: Column<Attribute>[] = [
  { name: texts.attribute, cell: ({ attribute }) => <span className="long">{formatCode(attribute)}</span> },
  { name: texts.ratioNow, cell: ({ baseline_ratio }) => <RatioCell ratio={baseline_ratio} /> },
  { name: texts.ratioSimulated, cell: ({ candidate_ratio }) => <RatioCell ratio={candidate_ratio} /> },
  {
    name: texts.groups,
    cell: ({ candidate_ratio }) => (
      <span className="long">{candidate_ratio && texts.pair(candidate_ratio.group, candidate_ratio.reference)}</span>
    ),
  },
];
