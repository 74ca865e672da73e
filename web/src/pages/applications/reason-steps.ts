/** How each stored reason moved the score of one applicant away from the average applicant, in words and numbers. */
import { lowerFirstLetter } from '../../format/labels.ts';
import { formatFeatureValue } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { reasonTexts } from '../../texts/cases/application.ts';

type Explanation = NonNullable<Evidence['explanation']>;
type Reason = Evidence['reasons'][number];
type Kind = Evidence['reasons_kind'];

/** A row of the waterfall, in the unit of the model's margin. */
export interface Step {
  name: string;
  detail?: string;
  from: number;
  to: number;
  /** The margin of an applicant. All other steps are contributions, which move it. */
  isMargin: boolean;
}

/** A remainder below this is a rounding error of the sum. */
const ROUNDING_ERROR = 1e-9;

/** Only the strongest reasons are stored. The remainder of the sum is what all other features contributed. */
export function buildSteps(reasons: readonly Reason[], { base, margin }: Explanation, kind: Kind): Step[] {
  const steps: Step[] = [{ name: reasonTexts.average, from: base, to: base, isMargin: true }];
  let from = base;
  for (const reason of reasons) {
    const to = from + (reason.contribution ?? 0);
    steps.push({ ...nameReason(reason, kind), from, to, isMargin: false });
    from = to;
  }
  if (Math.abs(margin - from) > ROUNDING_ERROR) {
    steps.push({ name: reasonTexts.others, from, to: margin, isMargin: false });
  }
  return [...steps, { name: reasonTexts.applicant, from: margin, to: margin, isMargin: true }];
}

/** The words of the catalogue with the value below them; for an approval, which needs no excuse, feature and value. */
function nameReason({ text, label, value }: Reason, kind: Kind): Pick<Step, 'name' | 'detail'> {
  const named = reasonTexts.named(label, formatFeatureValue(value));
  return kind === 'raised_risk' ? { name: named } : { name: text, detail: named };
}

/** One sentence about the whole: riskier or safer than the average applicant, and what raised the risk most. */
export function concludeReasons([strongest]: readonly Reason[], explanation: Explanation, kind: Kind): string {
  const isRiskier = explanation.margin > explanation.base;
  if (!strongest) return isRiskier ? reasonTexts.riskierAll : reasonTexts.saferAll;
  const { name } = nameReason(strongest, kind);
  const words = kind === 'raised_risk' ? name : lowerFirstLetter(name);
  return isRiskier ? reasonTexts.riskier(words) : reasonTexts.safer(words);
}
