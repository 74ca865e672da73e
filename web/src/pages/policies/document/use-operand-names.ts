/** The words for features, computed values and figures in the sentences of a policy. */
import { lowerFirstLetter } from '../../../format/labels.ts';
import { useReport } from '../../../queries/queries.ts';
import { documentTexts } from '../../../texts/policies/document.ts';
import type { NameOperand } from './describe-condition.ts';

const FIGURES: Record<string, string> = documentTexts.figures;

/** Labels of the champion's features where it has them; else the code of the feature, with spaces. */
export function useOperandNames(): NameOperand {
  const { data } = useReport('importance');
  const labels = new Map(data?.features.map(({ feature, label }) => [feature, lowerFirstLetter(label)]));
  return (code) => FIGURES[code] ?? labels.get(code) ?? code.replaceAll('_', ' ');
}
