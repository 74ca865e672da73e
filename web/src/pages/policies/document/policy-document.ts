/** The parts of a policy document of format 2, as the pages read and edit them. The API checks documents. */

export type PolicyDecision = 'approve' | 'refer' | 'decline';
export type UnknownAnswer = 'met' | 'not_met';

/** What a condition, an axis or a characteristic reads. */
export type Operand = { feature: string } | { value: string } | { of: 'pd' | 'score' };

export const COMPARISONS = ['below', 'at_most', 'above', 'at_least'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Exactly one of them; `between` includes both bounds. */
export type NumberTest = { [Name in Comparison]?: number } & { between?: [lowest: number, highest: number] };

export type NumberComparison = Operand & NumberTest & { if_unknown?: UnknownAnswer };
export interface CategoryTest {
  feature: string;
  in?: string[];
  not_in?: string[];
  if_unknown: UnknownAnswer;
}
export interface KnownTest {
  feature: string;
  is: 'known' | 'unknown';
}
/** A condition without parts of its own. */
export type Test = NumberComparison | CategoryTest | KnownTest;
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Test;

interface Conditional {
  when?: Condition;
}

/** From `from` (inclusive) to below `below`; null is without a bound. */
export interface NumberRange {
  from: number | null;
  below: number | null;
}

export interface CutOffs extends Conditional {
  approve_below_pd: number;
  decline_from_pd: number;
}

export interface Rule {
  name: string;
  when: Condition;
  decision: PolicyDecision;
  reason: string;
  feature?: string;
  suspects_fraud?: true;
}

export type Axis = (Operand & { ranges: NumberRange[] }) | { feature: string; groups: (string[] | 'otherwise')[] };

export interface Matrix extends Conditional {
  name: string;
  rows: Axis;
  columns: Axis;
  decisions: PolicyDecision[][];
  if_unknown: PolicyDecision;
  reason: string;
  feature?: string;
}

export interface Limit extends Conditional, NumberTest {
  name: string;
  of: string;
  if_unknown?: UnknownAnswer;
  decision: PolicyDecision;
  reason: string;
  feature?: string;
}

export type Characteristic =
  | (Operand & { bins: (NumberRange & { points: number })[]; if_unknown?: number })
  | { feature: string; bins: { in: string[]; points: number }[]; otherwise: number; if_unknown: number };

export interface ComputedValue {
  name: string;
  scorecard: { base: number; characteristics: Characteristic[] };
}

export interface Lgd extends Conditional {
  lgd: number;
}

export interface Ead extends Conditional {
  feature: string;
  factor?: number;
}

export interface Pricing extends Conditional {
  /** Feature with the months. */
  term: string;
  funding_rate: number;
  up_to_months: (number | null)[];
  /** In the order of `up_to_months`; null is no offer. */
  rates: { band: string; rates: (number | null)[] }[];
}

export interface GoldenCase {
  name: string;
  pd: number;
  features: Record<string, number | string | null>;
  expect: { decision: PolicyDecision } & Record<string, unknown>;
}

export interface PolicyDocument {
  format: 2;
  version: string;
  description: string;
  score?: { base: number; odds: number; pdo: number; min: number; max: number };
  bands: { name: string; below_pd: number | null }[];
  values?: ComputedValue[];
  cut_offs: CutOffs[];
  rules?: Rule[];
  matrices?: Matrix[];
  limits?: Limit[];
  lgd: Lgd[];
  ead: Ead[];
  pricing?: Pricing[];
  golden_cases?: GoldenCase[];
}
