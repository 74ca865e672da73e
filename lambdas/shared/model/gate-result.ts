/** The result of a promotion gate as the registry stores it, and its figures as text. Pure functions, no I/O. */

export type GateName =
  | 'parity'
  | 'discrimination'
  | 'calibration'
  | 'base_rate'
  | 'champion'
  | 'stability'
  | 'latency'
  | 'single_input'
  | 'findings'
  | 'fairness';

export type GateVerdict = 'passed' | 'failed' | 'beyond_bound' | 'not_measured';

export interface GateResult {
  gate: GateName;
  /** `beyond_bound`: the figure is beyond its bound, but not its whole 95 % interval. */
  verdict: GateVerdict;
  /** Consequence of a verdict other than `passed`; `show`: none, the figure is only shown. */
  consequence: 'reject' | 'hold' | 'show';
  /** The figure with its interval, and its bound, as text for a person. */
  measured: string;
  required: string;
  /** The figure itself, of several the one that is farthest beyond its bound; null where nothing was measured. */
  value: number | null;
  bound: number | null;
  /** 95 % interval of `value`; null where none is measured. */
  interval: [low: number, high: number] | null;
}

/** A result as it is stored: earlier releases stored no figures and no verdict `beyond_bound`. */
export type StoredGateResult = Omit<GateResult, 'value' | 'bound' | 'interval'> &
  Partial<Pick<GateResult, 'value' | 'bound' | 'interval'>>;

/** The part of a result that follows from the figure alone. */
export type GateFigure = Pick<GateResult, 'measured' | 'required' | 'value' | 'bound' | 'interval'>;

/** Words of each verdict, the same in commands, reasons and documents. */
export const VERDICT_WORDS: Record<GateVerdict, string> = {
  passed: 'passed',
  failed: 'failed',
  beyond_bound: 'beyond the bound, not significant',
  not_measured: 'not measured',
};

const MIN_DIGITS = 3;
const MAX_DIGITS = 6;

/** Decimals with which a figure and its bound look different, three at least. */
export function chooseDigits(value: number, bound: number): number {
  if (value === bound) return MIN_DIGITS;
  for (let digits = MIN_DIGITS; digits < MAX_DIGITS; digits += 1) {
    if (value.toFixed(digits) !== bound.toFixed(digits)) return digits;
  }
  return MAX_DIGITS;
}

/** For example `0.684 (0.412 to 0.950)`. */
export function formatValue(value: number, interval: GateResult['interval'], digits: number): string {
  const [low, high] = interval ?? [];
  const range = low === undefined || high === undefined ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  return `${value.toFixed(digits)}${range}`;
}

interface Allowance {
  limit: number;
  allowance: number;
  rows: number;
}

/** For example `≤ 0.115 (0.10 + 0.015 sampling allowance, n = 4,795)`. */
export function formatAllowed({ limit, allowance, rows }: Allowance, digits: number): string {
  const sum = (limit + allowance).toFixed(digits);
  const count = rows.toLocaleString('en-GB');
  return `≤ ${sum} (${formatLimit(limit)} + ${allowance.toFixed(digits)} sampling allowance, n = ${count})`;
}

/** A configured bound with two decimals at least, for example `0.10`. */
export const formatLimit = (limit: number): string => {
  const [, decimals = ''] = String(limit).split('.');
  return decimals.length < 2 ? limit.toFixed(2) : String(limit);
};
