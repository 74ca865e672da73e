/** All figures of a simulation, now and simulated, with what is known of the outcomes. */
import { Card } from '../../../components/card.tsx';
import { Table } from '../../../components/tables/table.tsx';
import { formatMoney } from '../../../format/money.ts';
import { formatCount, formatInterval, formatPercent, MISSING_TEXT } from '../../../format/numbers.ts';
import type { SimulatedFigures, SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { describeDifference, describeOutcomes } from './describe-outcomes.ts';

const { compare: texts, tiles, swaps } = simulationTexts;

interface Row {
  figure: string;
  now: string;
  simulated: string;
  difference: string;
}

interface NowAndSimulatedProps {
  result: SimulationResult;
  currency: string | null;
}

export function NowAndSimulated({ result, currency }: NowAndSimulatedProps) {
  const { baseline, candidate, approval_difference } = result;
  const { value, interval } = approval_difference;
  const sentences = [
    describeOutcomes(tiles.approved, candidate.approve.rows, candidate.outcomes),
    texts.approvalDifference(describeDifference(value), formatInterval(interval)),
  ].filter((sentence) => sentence !== undefined);
  return (
    <Card title={texts.title} note={texts.note}>
      <Table
        caption={texts.caption}
        rows={listRows(baseline, candidate, currency)}
        rowKey={({ figure }) => figure}
        columns={[
          { name: texts.figure, cell: ({ figure }) => figure },
          { name: texts.now, isNumber: true, cell: ({ now }) => now },
          { name: texts.simulated, isNumber: true, cell: ({ simulated }) => simulated },
          { name: texts.difference, isNumber: true, cell: ({ difference }) => difference },
        ]}
      />
      {sentences.map((sentence) => (
        <p key={sentence} className="apart">
          {sentence}
        </p>
      ))}
    </Card>
  );
}

type Read = (figures: SimulatedFigures) => number | null;

function listRows(now: SimulatedFigures, simulated: SimulatedFigures, currency: string | null): Row[] {
  const build = (figure: string, read: Read, format: (value: number | null) => string): Row => ({
    ...{ figure, now: format(read(now)), simulated: format(read(simulated)) },
    difference: describeChange(read(now), read(simulated), format),
  });
  const money = (value: number | null) => formatMoney(value, currency);
  const range = (figure: string, read: (figures: SimulatedFigures) => readonly number[] | null): Row => ({
    ...{ figure, now: formatInterval(read(now)), simulated: formatInterval(read(simulated)), difference: MISSING_TEXT },
  });
  return [
    build(texts.approvalRate, ({ approve }) => approve.rate, formatPercent),
    build(texts.referRate, ({ refer }) => refer.rate, formatPercent),
    build(texts.declineRate, ({ decline }) => decline.rate, formatPercent),
    build(texts.exposure, ({ exposure }) => exposure, money),
    build(tiles.expectedLoss, ({ expected_loss }) => expected_loss, money),
    ...(simulated.expected_return === null
      ? []
      : [build(tiles.expectedReturn, (figures) => figures.expected_return, money)]),
    build(
      texts.meanPd,
      ({ outcomes }) => outcomes.expected_rate,
      (value) => formatPercent(value, 2),
    ),
    build(texts.known, ({ outcomes }) => outcomes.known, formatCount),
    build(swaps.unknownOutcomes, ({ outcomes }) => outcomes.unknown, formatCount),
    build(texts.defaultRate, ({ outcomes }) => outcomes.rate, formatPercent),
    range(texts.interval, ({ outcomes }) => outcomes.interval),
    range(texts.bound, ({ outcomes }) => outcomes.bound),
  ];
}

/** With its sign; nothing where one of the two is unknown. */
function describeChange(
  now: number | null,
  simulated: number | null,
  format: (value: number | null) => string,
): string {
  if (now === null || simulated === null) return MISSING_TEXT;
  return simulated > now ? texts.more(format(simulated - now)) : format(simulated - now);
}
