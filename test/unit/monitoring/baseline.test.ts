/** Labels of a baseline's bins: a lender's category keeps apart from the bins of other and unknown values. */
import { labelBins } from '../../../lambdas/monitoring/measurements/baseline.ts';

test('a category with the label of another bin is quoted', () => {
  const words = ['car', 'other', 'Unknown', '"other"', 'carriage\rreturn'];
  const labels = labelBins({ words, shares: [0.2, 0.2, 0.2, 0.1, 0.1, 0.1], unknown: 0.1 });
  expect(labels).toEqual(['car', '"other"', '"Unknown"', '""other""', 'carriage\rreturn', 'other', 'unknown']);
  expect(new Set(labels).size).toBe(labels.length);
});
