/** Compiles a policy once, so that a decision only calls functions. Open it to change what a decision consists of. */

import type { ConditionalRow } from '../policy/condition.ts';
import type { Decision } from '../policy/decisions.ts';
import { type Figure, orderRules, type Policy } from '../policy/policy.ts';
import { listPolicyFeatures } from '../policy/readings.ts';
import { type Application, compileCondition, compileNumberTest, type Test } from './compile-condition.ts';
import { compileMatrix, compilePricing, compileScorecard, type Price } from './compile-table.ts';

/** A rule, limit, matrix or cut-off that holds for an application. */
export interface Verdict {
  decision: Decision;
  /** `score`, or `rule:<name>` of the rule, matrix or limit. */
  decided_by: string;
}

/** The figures of an application; a rate and what depends on it are null where the policy has no rate for it. */
export type Figures = Record<Exclude<Figure, 'rate' | 'expected_return'>, number> &
  Record<'rate' | 'expected_return', number | null>;

type Row<T> = T & { applies: Test };
type JudgeApplication = (application: Application) => Verdict | undefined;

/** A policy as functions. Its parts are in the order of precedence between equally strict verdicts. */
export interface CompiledPolicy {
  needed: ReturnType<typeof listPolicyFeatures>;
  computeValues: ((application: Application) => void)[];
  rules: JudgeApplication[];
  cutOffs: Row<{ approve_below_pd: number; decline_from_pd: number }>[];
  matrices: JudgeApplication[];
  limits: ((application: Application, figures: Figures) => Verdict | undefined)[];
  lgd: Row<{ lgd: number }>[];
  ead: Row<{ feature: string; factor: number }>[];
  pricing: Row<{ findPrice: (application: Application, band: string) => Price | null }>[];
}

const compiled = new WeakMap<Policy, CompiledPolicy>();

/** Compiles a policy, once: a policy is never changed. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const earlier = compiled.get(policy);
  if (earlier) return earlier;
  const result = compile(policy);
  compiled.set(policy, result);
  return result;
}

function compile(policy: Policy): CompiledPolicy {
  return {
    needed: listPolicyFeatures(policy),
    computeValues: sortValues(policy).map((value) => {
      const [{ name }, compute] = [value, compileScorecard(value)];
      return (application) => {
        application.values[name] = compute(application);
      };
    }),
    rules: orderRules(policy.rules).map(({ name, when, decision }) => {
      const [test, verdict] = [compileCondition(when), toVerdict(name, decision)];
      return (application) => (test(application) ? verdict : undefined);
    }),
    cutOffs: policy.cut_offs.map(compileRow),
    matrices: policy.matrices.map((matrix) => {
      const judge = compileMatrix(matrix);
      return (application) => {
        const decision = judge(application);
        return decision && toVerdict(matrix.name, decision);
      };
    }),
    limits: policy.limits.map((limit) => {
      const [applies, test, verdict] = [
        compileCondition(limit.when),
        compileNumberTest(limit),
        toVerdict(limit.name, limit.decision),
      ];
      const ifUnknown = limit.if_unknown === 'met';
      return (application, figures) => {
        const figure = figures[limit.of];
        return (figure === null ? ifUnknown : test(figure)) && applies(application) ? verdict : undefined;
      };
    }),
    lgd: policy.lgd.map(compileRow),
    ead: policy.ead.map(compileRow),
    pricing: policy.pricing.map((row) => ({ applies: compileCondition(row.when), findPrice: compilePricing(row) })),
  };
}

const compileRow = <T extends ConditionalRow>(row: T): Row<T> => ({ ...row, applies: compileCondition(row.when) });

const toVerdict = (name: string, decision: Decision): Verdict => ({ decision, decided_by: `rule:${name}` });

/** Values in an order in which each comes after those that it reads. They have no cycle (structure.ts). */
function sortValues({ values }: Policy): Policy['values'] {
  const sorted = new Set<Policy['values'][number]>();
  const add = (value: Policy['values'][number]): void => {
    if (sorted.has(value)) return;
    for (const part of value.scorecard.characteristics) {
      const read = 'value' in part ? values.find(({ name }) => name === part.value) : undefined;
      if (read) add(read);
    }
    sorted.add(value);
  };
  values.forEach(add);
  return [...sorted];
}
