/** The terminal says plainly which outcomes are unknown, and bounds them. */
import { describeOutcomes } from '../../../cli/simulations/print-simulation.ts';

test('outcomes that nobody knows are bounded, and the rate of the known ones stands after it', () => {
  const outcomes = { known: 61, defaults: 4, rate: 4 / 61, interval: [0.026, 0.157], unknown: 116 } as const;
  const text = describeOutcomes({
    ...{ ...outcomes, interval: [0.026, 0.157], bound: [4 / 177, 120 / 177], expected_rate: 0.032 },
  });
  expect(text).toBe(
    'the outcomes of 116 of these 177 are unknown: the default rate of all is between 2.3 % and 67.8 %; the model expects 3.2 %; 6.6 % (2.6 % to 15.7 %) of 61 known outcomes defaulted',
  );
});

test('without a known outcome there is no rate', () => {
  const text = describeOutcomes({
    ...{ known: 0, defaults: 0, rate: null, interval: null, unknown: 5, bound: [0, 1], expected_rate: 0.1 },
  });
  expect(text).toBe(
    'the outcomes of 5 of these 5 are unknown: the default rate of all is between 0.0 % and 100.0 %; the model expects 10.0 %',
  );
});
