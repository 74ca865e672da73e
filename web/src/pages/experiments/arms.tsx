/** The arms of an experiment with their rates and intervals. */
import { Card } from '../../components/card.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatInterval, formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import type { Experiment, ExperimentResults } from '../../queries/api-types.ts';
import { experimentTexts } from '../../texts/governance/experiments.ts';

const { arms: texts } = experimentTexts;

type Arm = Experiment['arms'][number];
type ArmResult = ExperimentResults['arms'][number];
type Rate = ArmResult['approval_rate'];

interface Row {
  arm: Arm;
  /** Undefined before the first measurement. */
  result: ArmResult | undefined;
}

export function Arms({ experiment: { arms, results } }: { experiment: Experiment }) {
  const rows = arms.map((arm): Row => ({ arm, result: results?.arms.find((result) => result.arm === arm.arm) }));
  return (
    <Card title={texts.title}>
      <Table isList caption={texts.caption} rows={rows} rowKey={({ arm }) => arm.arm} columns={COLUMNS} />
    </Card>
  );
}

/** `27.1 % (25.2 to 29.1 %)` */
function formatRate(rate: Rate | undefined, digits = 1): string {
  if (!rate || rate.value === null) return MISSING_TEXT;
  return texts.value(formatPercent(rate.value, digits), formatInterval(rate.interval, digits));
}

const nameArm = ({ arm, is_control, is_stopped }: Arm): string =>
  [arm, is_control && texts.control, is_stopped && texts.stopped].filter(Boolean).join(', ');

const NUMBERS = createNumberColumns<Row>();

/** A rate with its interval; the CSV has the exact rate. */
const buildRateColumn = (name: string, read: (result: ArmResult) => Rate, digits?: number): Column<Row> => ({
  ...{ name, isNumber: true, value: ({ result }) => (result ? read(result).value : null) },
  cell: ({ result }) => formatRate(result && read(result), digits),
});

const COLUMNS: Column<Row>[] = [
  { name: texts.arm, cell: ({ arm }) => <span className="long">{nameArm(arm)}</span> },
  {
    name: texts.decidedBy,
    cell: ({ arm: { policy_version, model_version } }) => (
      <span className="long">{texts.pair(policy_version ?? texts.defaultPolicy, model_version ?? texts.champion)}</span>
    ),
  },
  NUMBERS.percent(texts.share, ({ arm }) => arm.share, 0),
  NUMBERS.count(texts.customers, ({ result }) => result?.customers ?? null),
  buildRateColumn(texts.approved, ({ approval_rate }) => approval_rate),
  buildRateColumn(texts.loss, ({ expected_loss_rate }) => expected_loss_rate, 2),
  NUMBERS.count(texts.outcomes, ({ result }) => result?.outcomes ?? null),
  buildRateColumn(texts.defaults, ({ default_rate }) => default_rate),
  NUMBERS.count(texts.failures, ({ result }) => result?.failures ?? null),
];
