/** Tests rates, comparisons with their power, and the sample-ratio check of an experiment. */
import { buildArmResults, checkSampleRatio, compareArms } from '../../../lambdas/shared/experiments/results.ts';
import { createExperiment, createFigures, toFigures } from '../../../testing/experiments/sample-experiment.ts';

const experiment = createExperiment();
const figures = toFigures(
  createFigures('control', { outcomes: 400, defaults: 20, priced: 600, expected_return: 30_000 }),
  createFigures('lower', { approved: 540, outcomes: 300, defaults: 6 }),
);

test('the rates of an arm with their intervals', () => {
  const [control, lower] = buildArmResults(experiment, figures);
  expect(control).toMatchObject({
    ...{ arm: 'control', is_control: true, customers: 1000, expected_return_mean: 50 },
    approval_rate: { value: 0.6, interval: [expect.closeTo(0.5693, 4), expect.closeTo(0.6299, 4)] },
    expected_loss_rate: { value: 0.05, interval: [expect.any(Number), expect.any(Number)] },
    default_rate: { value: 0.05, interval: [expect.closeTo(0.0326, 4), expect.closeTo(0.07596, 5)] },
  });
  expect(control).not.toHaveProperty('exposure_squared');
  expect(lower).toMatchObject({ is_control: false, expected_return_mean: null });
});

test('an arm without customers has no rate', () => {
  const nothing = createFigures('lower', { customers: 0, approved: 0, exposure: 0, expected_loss: 0 });
  const [, lower] = buildArmResults(experiment, toFigures(createFigures('control'), nothing));
  expect(lower).toMatchObject({ approval_rate: { value: null, interval: null }, expected_loss_rate: { value: null } });
  expect(compareArms(experiment, toFigures(createFigures('control'), nothing))[0]).toMatchObject({
    ...{ difference: null, interval: null, is_significant: false, power: null, detectable_effect: null },
  });
});

test('an arm is compared by every measure, with the power to find what is worth it', () => {
  const [approvals, losses, defaults] = compareArms(experiment, figures);
  expect(approvals).toMatchObject({
    ...{ arm: 'lower', measure: 'approval_rate', difference: expect.closeTo(-0.06, 10), is_significant: true },
    // 1,000 and 1,000 rows around 57 %: a standard error of 0.02214
    ...{ power: expect.closeTo(0.617, 3), detectable_effect: expect.closeTo(0.06203, 4) },
  });
  expect(losses).toMatchObject({ measure: 'expected_loss_rate', difference: 0, is_significant: false, power: null });
  expect(defaults).toMatchObject({ measure: 'default_rate', difference: expect.closeTo(-0.03, 10), power: null });
});

test('customers who are not divided as the shares say are a mismatch', () => {
  const check = (a: number, b: number) =>
    checkSampleRatio(
      experiment,
      toFigures(
        createFigures('control', { customers_before_stop: a }),
        createFigures('lower', { customers_before_stop: b }),
      ),
      0.001,
    );
  expect(check(5050, 4950)).toMatchObject({ level: 'ok', p_value: expect.closeTo(0.3173, 4) });
  expect(check(5300, 4700)).toMatchObject({
    level: 'mismatch',
    arms: [{ arm: 'control', share: 0.5, customers: 5300, expected: 5000 }, { expected: 5000 }],
  });
  expect(check(4, 3)).toMatchObject({ level: 'insufficient', p_value: null });
});
