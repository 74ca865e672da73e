/** Decides by reading a policy word by word, slowly and apart from the engine, so that tests can compare them. */
import type { FeatureRecord } from '../../lambdas/shared/features/feature-record.ts';
import { DEFAULT_SCORE_SCALE } from '../../lambdas/shared/model/score-scale.ts';
import type { Condition, Operand } from '../../lambdas/shared/policy/condition.ts';
import type { Axis, Policy } from '../../lambdas/shared/policy/policy.ts';

interface Facts {
  policy: Policy;
  pd: number;
  score: number;
  features: FeatureRecord;
}

/** Every verdict on an application, in the order of precedence: `decision decided_by`. */
export function readVerdicts(policy: Policy, pd: number, features: FeatureRecord): string[] {
  const scale = policy.score ?? DEFAULT_SCORE_SCALE;
  const points = scale.base + (scale.pdo / Math.LN2) * (Math.log((1 - pd) / pd) - Math.log(scale.odds));
  const facts = { policy, pd, features, score: Math.min(scale.max, Math.max(scale.min, Math.round(points))) };
  const first = <T extends { when?: Condition | undefined }>(rows: readonly T[]) =>
    rows.find(({ when }) => when === undefined || holds(when, facts));
  const verdicts: string[] = [];
  for (const suspected of [true, undefined])
    for (const rule of policy.rules.filter(({ suspects_fraud }) => suspects_fraud === suspected))
      if (holds(rule.when, facts)) verdicts.push(`${rule.decision} rule:${rule.name}`);
  const cut = first(policy.cut_offs);
  const below = (bound = 0) => Math.fround(pd) < Math.fround(bound);
  const byScore = below(cut?.approve_below_pd) ? 'approve' : below(cut?.decline_from_pd) ? 'refer' : 'decline';
  verdicts.push(`${byScore} score`);
  for (const matrix of policy.matrices) {
    if (matrix.when && !holds(matrix.when, facts)) continue;
    const [row, column] = [findPosition(matrix.rows, facts), findPosition(matrix.columns, facts)];
    const cell = row === null || column === null ? matrix.if_unknown : matrix.decisions[row]?.[column];
    verdicts.push(`${cell} rule:${matrix.name}`);
  }
  const figures = readFigures(facts, first(policy.lgd)?.lgd ?? 0, first(policy.ead), first(policy.pricing));
  for (const limit of policy.limits) {
    if (limit.when && !holds(limit.when, facts)) continue;
    const figure = figures[limit.of];
    if (figure === null ? limit.if_unknown === 'met' : passes(limit, figure))
      verdicts.push(`${limit.decision} rule:${limit.name}`);
  }
  return verdicts;
}

function readFigures(
  { policy, pd, features }: Facts,
  lgd: number,
  exposure: Policy['ead'][number] | undefined,
  pricing: Policy['pricing'][number] | undefined,
) {
  const ead = Number(features[exposure?.feature ?? '']) * (exposure?.factor ?? 1);
  const loss = pd * lgd * ead;
  const band = policy.bands.find(({ below_pd }) => below_pd === null || Math.fround(pd) < Math.fround(below_pd))?.name;
  const term = (features[pricing?.term ?? ''] ?? null) as number | null;
  const column =
    pricing?.up_to_months.findIndex((months) => term !== null && (months === null || term <= months)) ?? -1;
  const rate = pricing?.rates.find((row) => row.band === band)?.rates[column] ?? null;
  const margin = ead * ((rate ?? 0) - (pricing?.funding_rate ?? 0)) * (Math.min(term ?? 0, 12) / 12) * (1 - pd);
  const cents = (money: number) => Math.round(money * 100) / 100;
  return { lgd, ead, expected_loss: cents(loss), rate, expected_return: rate === null ? null : cents(margin - loss) };
}

function holds(condition: Condition, facts: Facts): boolean {
  if ('all' in condition) return !condition.all.some((part) => !holds(part, facts));
  if ('any' in condition) return condition.any.filter((part) => holds(part, facts)).length > 0;
  if ('not' in condition) return !holds(condition.not, facts);
  if ('is' in condition) return (facts.features[condition.feature] === null) === (condition.is === 'unknown');
  if ('in' in condition || 'not_in' in condition) {
    const value = facts.features[condition.feature] ?? null;
    if (value === null) return condition.if_unknown === 'met';
    return 'in' in condition ? condition.in.includes(`${value}`) : !condition.not_in.includes(`${value}`);
  }
  const value = readNumber(condition, facts);
  if (value === null) return condition.if_unknown === 'met';
  const isPd = 'of' in condition && condition.of === 'pd';
  return passes(condition, isPd ? Math.fround(value) : value, isPd ? Math.fround : Number);
}

function passes(test: object, value: number, round: (bound: number) => number = Number): boolean {
  const bounds = Object.fromEntries(Object.entries(test)) as { [name: string]: number & [number, number] };
  if (bounds.below !== undefined) return value < round(bounds.below);
  if (bounds.at_most !== undefined) return value <= round(bounds.at_most);
  if (bounds.above !== undefined) return value > round(bounds.above);
  if (bounds.at_least !== undefined) return value >= round(bounds.at_least);
  const [lowest, highest] = bounds.between as [number, number];
  return value >= round(lowest) && value <= round(highest);
}

function readNumber(operand: Operand, facts: Facts): number | null {
  if ('feature' in operand) return facts.features[operand.feature] as number | null;
  if ('of' in operand) return operand.of === 'pd' ? facts.pd : facts.score;
  const card = facts.policy.values.find(({ name }) => name === operand.value)?.scorecard;
  let points = card?.base ?? 0;
  for (const part of card?.characteristics ?? []) {
    const value = 'feature' in part ? (facts.features[part.feature] ?? null) : readNumber(part, facts);
    const bin = part.bins.find((candidate) =>
      'in' in candidate ? candidate.in.includes(`${value}`) : isWithin(candidate, value),
    );
    if (value === null) points += part.if_unknown ?? 0;
    else points += bin?.points ?? ('otherwise' in part ? part.otherwise : 0);
  }
  return points;
}

function findPosition(axis: Axis, facts: Facts): number | null {
  if ('groups' in axis) {
    const value = facts.features[axis.feature] ?? null;
    return value === null
      ? null
      : axis.groups.findIndex((group) => group === 'otherwise' || group.includes(`${value}`));
  }
  const value = readNumber(axis, facts);
  if (value === null) return null;
  const isPd = 'of' in axis && axis.of === 'pd';
  return axis.ranges.findIndex((range) =>
    isWithin(range, isPd ? Math.fround(value) : value, isPd ? Math.fround : Number),
  );
}

function isWithin(
  range: { from: number | null; below: number | null },
  value: unknown,
  round: (bound: number) => number = Number,
) {
  const number = Number(value);
  return (range.from === null || number >= round(range.from)) && (range.below === null || number < round(range.below));
}
