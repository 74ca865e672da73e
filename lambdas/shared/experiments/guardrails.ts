/**
 * Evaluates the guardrails of an experiment: which arms must stop. A guardrail is violated when its figure is beyond the
 * bound and differs from the control arm's by more than chance, at 99 %, because arms are looked at again and again.
 */
import { computeShareDifferenceInterval, estimateRate, type Rate } from '../statistics/differences.ts';
import { computeWilsonInterval, type Interval, NORMAL_QUANTILES } from '../statistics/wilson-interval.ts';
import { type ExperimentDefinition, type Guardrail, type GuardrailBounds, isControl } from './definition.ts';
import { type ArmFigures, toLossSums } from './figures.ts';

const LEVEL = 99;

export interface GuardrailResult {
  arm: string;
  guardrail: Guardrail;
  /** Of the arm: expected loss as a multiple of the control arm's, difference of the approval rates, share of errors. */
  value: number | null;
  bound: number;
  /** Of the value, at 99 %; null without a value. */
  interval: Interval | null;
  /** `insufficient`: too few customers or requests to say so. */
  level: 'ok' | 'insufficient' | 'violated';
}

type Evaluated = Pick<GuardrailResult, 'value' | 'interval' | 'level'>;
const INSUFFICIENT: Evaluated = { value: null, interval: null, level: 'insufficient' };

/** Evaluates every guardrail of every arm but the control arm. @param minimumRequests for the error rate */
export function evaluateGuardrails(
  { arms, guardrails: bounds }: Pick<ExperimentDefinition, 'arms' | 'guardrails'>,
  figures: ReadonlyMap<string, ArmFigures>,
  minimumRequests: number,
): GuardrailResult[] {
  const control = figures.get(arms.find(isControl)?.arm ?? '');
  return arms
    .filter((arm) => !isControl(arm))
    .flatMap(({ arm }) => {
      const own = figures.get(arm);
      const build = (guardrail: Guardrail, evaluated: Evaluated): GuardrailResult => ({
        ...{ arm, guardrail, bound: bounds[guardrail] },
        ...evaluated,
      });
      return [
        build('expected_loss', own && control ? evaluateExpectedLoss(own, control, bounds) : INSUFFICIENT),
        build('approval_rate', own && control ? evaluateApprovals(own, control, bounds) : INSUFFICIENT),
        build('error_rate', own ? evaluateErrors(own, control, bounds, minimumRequests) : INSUFFICIENT),
      ];
    });
}

function evaluateExpectedLoss(own: ArmFigures, control: ArmFigures, bounds: GuardrailBounds): Evaluated {
  const [rate, base] = [estimateRate(toLossSums(own)), estimateRate(toLossSums(control))];
  const isEnough = own.approved >= bounds.minimum_customers && control.approved >= bounds.minimum_customers;
  if (!isEnough || !rate || !base || rate.rate <= 0 || base.rate <= 0) return INSUFFICIENT;
  const value = rate.rate / base.rate;
  const interval = computeRatioInterval(rate, base);
  return { value, interval, level: value > bounds.expected_loss && interval[0] > 1 ? 'violated' : 'ok' };
}

/** The interval of a ratio of rates, on the scale of logarithms, where it is symmetric. */
function computeRatioInterval(a: Rate, b: Rate): Interval {
  const half = NORMAL_QUANTILES[LEVEL] * Math.hypot(a.standard_error / a.rate, b.standard_error / b.rate);
  const ratio = a.rate / b.rate;
  return [ratio * Math.exp(-half), ratio * Math.exp(half)];
}

function evaluateApprovals(own: ArmFigures, control: ArmFigures, bounds: GuardrailBounds): Evaluated {
  if (Math.min(own.customers, control.customers) < bounds.minimum_customers) return INSUFFICIENT;
  const value = own.approved / own.customers - control.approved / control.customers;
  const interval = computeShareDifferenceInterval(
    { hits: own.approved, rows: own.customers },
    { hits: control.approved, rows: control.customers },
    LEVEL,
  );
  const isSignificant = interval[0] > 0 || interval[1] < 0;
  return { value, interval, level: Math.abs(value) > bounds.approval_rate && isSignificant ? 'violated' : 'ok' };
}

/** An error that the control arm has as often is not the arm's: the database is away, or the model. */
function evaluateErrors(
  own: ArmFigures,
  control: ArmFigures | undefined,
  bounds: GuardrailBounds,
  minimumRequests: number,
): Evaluated {
  const requests = own.scores + own.failures;
  if (requests < minimumRequests) return INSUFFICIENT;
  const controlRequests = control ? control.scores + control.failures : 0;
  const value = own.failures / requests;
  const interval = computeWilsonInterval(own.failures, requests, LEVEL);
  const isOwn = !control || controlRequests === 0 || value > control.failures / controlRequests;
  return { value, interval, level: interval[0] > bounds.error_rate && isOwn ? 'violated' : 'ok' };
}
