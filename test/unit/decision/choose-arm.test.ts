/** Tests that the arm of a customer is stable, and that arms get their shares of customers. */
import fc from 'fast-check';
import { chooseArm, type ExperimentArm } from '../../../lambdas/shared/decision/choose-arm.ts';

const createArm = (arm: string, share: number, changes: Partial<ExperimentArm> = {}): ExperimentArm => ({
  ...{ arm, share, policy_version: null, model_version: null, is_stopped: false },
  ...changes,
});
const arms = [createArm('control', 0.5), createArm('lower', 0.3, { policy_version: 'v2' }), createArm('model', 0.2)];
const experiment = { experiment_id: 'cut-off', salt: 'a'.repeat(32), arms };
const chooseNames = (experiments: (typeof experiment)[], count: number) =>
  Array.from({ length: count }, (_, i) => chooseArm(experiments, `customer-${i}`)?.arm ?? null);

test('100,000 customers are within half a point of the split', () => {
  const names = chooseNames([experiment], 100_000);
  for (const { arm, share } of arms) {
    const got = names.filter((name) => name === arm).length / names.length;
    expect(Math.abs(got - share)).toBeLessThan(0.005);
  }
});

test('nobody changes arm by asking twice, nor by the order in which arms are listed', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (customer) => {
      const chosen = chooseArm([experiment], customer);
      expect(chosen).not.toBeNull();
      expect(chooseArm([experiment], customer)).toEqual(chosen);
      expect(chooseArm([{ ...experiment, arms: arms.toReversed() }], customer)).toEqual(chosen);
    }),
  );
});

test('a stopped arm gets nobody, and all others keep their arm', () => {
  const stopped = arms.map((arm) => ({ ...arm, is_stopped: arm.arm === 'lower' }));
  const before = chooseNames([experiment], 5_000);
  const after = chooseNames([{ ...experiment, arms: stopped }], 5_000);
  expect(after).toEqual(before.map((arm) => (arm === 'lower' ? null : arm)));
});

test('another experiment divides the customers anew', () => {
  const first = chooseNames([experiment], 20_000);
  const second = chooseNames([{ ...experiment, salt: 'b'.repeat(32) }], 20_000);
  const ofControl = second.filter((_, i) => first[i] === 'control');
  const share = ofControl.filter((arm) => arm === 'control').length / ofControl.length;
  expect(Math.abs(share - 0.5)).toBeLessThan(0.015);
});

test('the arm has the versions that decide', () => {
  const only = (changes: Partial<ExperimentArm>) => [{ ...experiment, arms: [createArm('b', 1, changes)] }];
  expect(chooseArm(only({ policy_version: 'v2' }), 'c-1')).toEqual({
    ...{ experiment_id: 'cut-off', arm: 'b', policy_version: 'v2', model_version: null },
  });
});

test('without a customer or an experiment there is no arm', () => {
  expect(chooseArm([experiment], null)).toBeNull();
  expect(chooseArm([], 'c-1')).toBeNull();
});

test('shares that rounding keeps below 1 leave nobody without an arm', () => {
  const tenths = Array.from({ length: 10 }, (_, i) => createArm(`arm-${i}`, 0.1));
  const short = tenths.map((arm) => ({ ...arm, share: 0.099 }));
  expect(chooseNames([{ ...experiment, arms: short }], 5_000)).not.toContain(null);
});

test('the division is that of SHA-256, so that it can be computed again elsewhere', () => {
  // int.from_bytes(sha256(b'salt:c-1').digest()[:8]) / 2**64 in Python
  const position = 0.6141295040679621;
  const choose = (share: number) =>
    chooseArm([{ ...experiment, salt: 'salt', arms: [createArm('a', share), createArm('b', 1 - share)] }], 'c-1')?.arm;
  expect([choose(position - 1e-9), choose(position + 1e-9)]).toEqual(['b', 'a']);
});
