/** Who is approved then and not now, and the other way round. The outcomes of most of them are unknown. */
import { Card } from '../../../components/card.tsx';
import { createNumberColumns } from '../../../components/tables/number-columns.ts';
import { type Column, Table } from '../../../components/tables/table.tsx';
import type { SimulatedSet, SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { sharedTexts } from '../../../texts/shared.ts';
import { describeOutcomes } from './describe-outcomes.ts';

const { swaps: texts, compare } = simulationTexts;

interface Row extends SimulatedSet {
  set: string;
}

const NUMBERS = createNumberColumns<Row>();

interface SwapSetsProps {
  result: SimulationResult;
  currency: string | null;
}

export function SwapSets({ result: { swap_in, swap_out }, currency }: SwapSetsProps) {
  const rows: Row[] = [
    { set: texts.in, ...swap_in },
    { set: texts.out, ...swap_out },
  ];
  const columns: Column<Row>[] = [
    { name: texts.set, cell: ({ set }) => set },
    NUMBERS.count(sharedTexts.figures.applications, (row) => row.rows),
    NUMBERS.percent(sharedTexts.figures.share, ({ share }) => share),
    NUMBERS.money(sharedTexts.figures.exposure, ({ exposure }) => exposure, currency),
    NUMBERS.money(sharedTexts.figures.expectedLoss, ({ expected_loss }) => expected_loss, currency),
    NUMBERS.percent(sharedTexts.figures.meanPd, ({ outcomes }) => outcomes.expected_rate, 2),
    NUMBERS.count(texts.unknownOutcomes, ({ outcomes }) => outcomes.unknown),
    NUMBERS.interval(compare.bound, ({ outcomes }) => outcomes.bound),
  ];
  return (
    <Card title={texts.title} note={texts.note}>
      <Table caption={texts.caption} rows={rows} rowKey={({ set }) => set} columns={columns} />
      {rows
        .map(({ set, rows: count, outcomes }) => describeOutcomes(set, count, outcomes))
        .filter((sentence) => sentence !== undefined)
        .map((sentence) => (
          <p key={sentence} className="apart">
            {sentence}
          </p>
        ))}
    </Card>
  );
}
