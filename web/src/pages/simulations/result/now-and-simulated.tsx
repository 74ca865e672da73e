/** All figures of a simulation, now and simulated, with what is known of the outcomes. */
import { Card } from '../../../components/card.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatMoney } from '../../../format/money.ts';
import { formatCount, formatInterval, formatPercent, MISSING_TEXT, writeInterval } from '../../../format/numbers.ts';
import type { SimulatedFigures, SimulationResult } from '../../../queries/api-types.ts';
import { simulationTexts } from '../../../texts/governance/simulations.ts';
import { describeDifference, describeOutcomes } from './describe-outcomes.ts';

const { compare: texts, tiles, swaps } = simulationTexts;

interface Row {
  figure: string;
  now: Shown;
  simulated: Shown;
  difference: Shown;
}

/** A figure on the screen, and the exact one for the CSV. */
interface Shown {
  text: string;
  exact: number | string | null;
}

const show = (exact: Shown['exact'], text: string): Shown => ({ exact, text });

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
          buildColumn(texts.now, ({ now }) => now),
          buildColumn(texts.simulated, ({ simulated }) => simulated),
          buildColumn(texts.difference, ({ difference }) => difference),
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

const buildColumn = (name: string, read: (row: Row) => Shown): Column<Row> => ({
  ...{ name, isNumber: true, value: (row) => read(row).exact },
  cell: (row) => read(row).text,
});

type Read = (figures: SimulatedFigures) => number | null;

function listRows(now: SimulatedFigures, simulated: SimulatedFigures, currency: string | null): Row[] {
  const build = (figure: string, read: Read, format: Format): Row => ({
    ...{ figure, now: show(read(now), format(read(now))), simulated: show(read(simulated), format(read(simulated))) },
    difference: describeChange(read(now), read(simulated), format),
  });
  const money = (value: number | null) => formatMoney(value, currency);
  const range = (figure: string, read: (figures: SimulatedFigures) => readonly number[] | null): Row => ({
    figure,
    now: show(writeInterval(read(now)), formatInterval(read(now))),
    simulated: show(writeInterval(read(simulated)), formatInterval(read(simulated))),
    difference: NO_DIFFERENCE,
  });
  const returns =
    simulated.expected_return === null
      ? []
      : [build(tiles.expectedReturn, (figures) => figures.expected_return, money)];
  return [
    build(texts.approvalRate, ({ approve }) => approve.rate, formatPercent),
    build(texts.referRate, ({ refer }) => refer.rate, formatPercent),
    build(texts.declineRate, ({ decline }) => decline.rate, formatPercent),
    build(texts.exposure, ({ exposure }) => exposure, money),
    build(tiles.expectedLoss, ({ expected_loss }) => expected_loss, money),
    ...returns,
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

type Format = (value: number | null) => string;

const NO_DIFFERENCE = show(null, MISSING_TEXT);

/** With its sign; nothing where one of the two is unknown. */
function describeChange(now: number | null, simulated: number | null, format: Format): Shown {
  if (now === null || simulated === null) return NO_DIFFERENCE;
  const change = simulated - now;
  return show(change, change > 0 ? texts.more(format(change)) : format(change));
}
