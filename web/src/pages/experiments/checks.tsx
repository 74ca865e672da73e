/** What an experiment has found, and whether it can be trusted: differences, guardrails, division of customers. */
import { Card } from '../../components/card.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { createNumberColumns } from '../../components/tables/number-columns.ts';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatPercent, MISSING_TEXT } from '../../format/numbers.ts';
import { formatDate } from '../../format/times.ts';
import type { Experiment, ExperimentResults } from '../../queries/api-types.ts';
import { experimentTexts as texts } from '../../texts/governance/experiments.ts';
import { LevelBadge } from './experiment-state.tsx';

type Comparison = ExperimentResults['comparisons'][number];
type Guardrail = ExperimentResults['guardrails'][number];
type Ratio = ExperimentResults['sample_ratio'];

type RatioArm = Ratio['arms'][number];

const COMPARISON_NUMBERS = createNumberColumns<Comparison>();
const GUARDRAIL_NUMBERS = createNumberColumns<Guardrail>();
const RATIO_NUMBERS = createNumberColumns<RatioArm>();

export function Comparisons({ comparisons }: { comparisons: readonly Comparison[] }) {
  return (
    <Card title={texts.comparisons.title} note={texts.comparisons.note}>
      <Table
        isList
        caption={texts.comparisons.caption}
        rows={comparisons}
        rowKey={({ arm, measure }) => `${arm} ${measure}`}
        columns={COMPARISON_COLUMNS}
      />
    </Card>
  );
}

const COMPARISON_COLUMNS: Column<Comparison>[] = [
  { name: texts.arms.arm, cell: ({ arm }) => <span className="long">{arm}</span> },
  { name: texts.comparisons.measure, cell: ({ measure }) => texts.measures[measure] },
  COMPARISON_NUMBERS.percent(texts.comparisons.difference, ({ difference }) => difference, 2),
  COMPARISON_NUMBERS.interval(texts.comparisons.interval, ({ interval }) => interval),
  {
    name: texts.comparisons.verdict,
    cell: ({ is_significant, difference }) =>
      difference === null ? (
        MISSING_TEXT
      ) : (
        <StateBadge
          code="verdict"
          tone={is_significant ? 'warn' : 'plain'}
          name={is_significant ? texts.comparisons.significant : texts.comparisons.chance}
        />
      ),
  },
  COMPARISON_NUMBERS.percent(texts.comparisons.power, ({ power }) => power, 0),
  COMPARISON_NUMBERS.percent(texts.comparisons.detectable, ({ detectable_effect }) => detectable_effect, 2),
];

export function Guardrails({ guardrails }: { guardrails: readonly Guardrail[] }) {
  return (
    <Card title={texts.guardrailTable.title} note={texts.guardrailTable.note}>
      <Table
        isList
        caption={texts.guardrailTable.caption}
        rows={guardrails}
        rowKey={({ arm, guardrail }) => `${arm} ${guardrail}`}
        columns={GUARDRAIL_COLUMNS}
      />
    </Card>
  );
}

const GUARDRAIL_COLUMNS: Column<Guardrail>[] = [
  { name: texts.arms.arm, cell: ({ arm }) => <span className="long">{arm}</span> },
  { name: texts.guardrailTable.guardrail, cell: ({ guardrail }) => texts.guardrails[guardrail] },
  GUARDRAIL_NUMBERS.decimal(texts.guardrailTable.value, ({ value }) => value),
  GUARDRAIL_NUMBERS.decimal(texts.guardrailTable.bound, ({ bound }) => bound),
  { name: texts.guardrailTable.level, cell: ({ level }) => <LevelBadge level={level} /> },
];

interface SampleRatioProps {
  ratio: Ratio;
  checks: Experiment['checks'];
}

export function SampleRatio({ ratio: { level, p_value, arms }, checks }: SampleRatioProps) {
  const days = checks.filter(({ sample_ratio }) => sample_ratio === 'mismatch').map(({ day }) => formatDate(day));
  return (
    <Card title={texts.ratio.title} note={texts.ratio.note}>
      <p>{p_value === null ? texts.levels[level] : texts.ratio.summary(texts.levels[level], formatPercent(p_value))}</p>
      {days.length > 0 && (
        <p className="notice">
          {texts.ratio.days} {days.join(', ')}
        </p>
      )}
      <Table caption={texts.ratio.caption} rows={arms} rowKey={({ arm }) => arm} columns={RATIO_COLUMNS} />
    </Card>
  );
}

const RATIO_COLUMNS: Column<RatioArm>[] = [
  { name: texts.arms.arm, cell: ({ arm }) => <span className="long">{arm}</span> },
  RATIO_NUMBERS.percent(texts.arms.share, ({ share }) => share, 0),
  RATIO_NUMBERS.count(texts.ratio.customers, ({ customers }) => customers),
  RATIO_NUMBERS.count(texts.ratio.expected, ({ expected }) => expected),
];
