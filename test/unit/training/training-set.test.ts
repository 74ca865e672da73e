/** The training set's columns and the job's name. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MODEL_FEATURES } from '../../../lambdas/shared/features/catalogue.ts';
import { trainingJobName } from '../../../lambdas/shared/runs/job-name.ts';
import { quoteLiteral } from '../../../lambdas/shared/sql-text.ts';
import { hasTooFewOutcomes } from '../../../lambdas/training/training-set/export-training-set.ts';
import {
  buildExportColumns,
  buildPartQuery,
  buildTrainingFeatures,
  describeTarget,
  selectAllowedInputs,
} from '../../../lambdas/training/training-set/training-set.ts';

const attributes = [
  { name: 'application_grade', type: 'category' as const, label: 'Loan grade', reason: 'The grade of the loan. ' },
  { name: 'customer_score', type: 'number' as const, label: null, reason: null },
];

describe('columns', () => {
  test('are the keys, the catalogue in its order, the attributes, the groups and the outcome', () => {
    const features = buildTrainingFeatures(MODEL_FEATURES, attributes);
    const names = buildExportColumns(features, attributes, ['age_group', 'sex']).map(({ name }) => name);
    expect(names).toEqual([
      'application_id',
      'as_of',
      'borrower',
      ...MODEL_FEATURES.map(({ name }) => name),
      'application_grade',
      'customer_score',
      'age_group',
      'sex',
      'defaulted',
    ]);
  });

  test('describe each feature for training', () => {
    const features = buildTrainingFeatures(MODEL_FEATURES, attributes);
    const label = 'Loan grade';
    expect(features.at(-2)).toEqual({
      name: 'application_grade',
      type: 'category',
      monotone: 0,
      missing: 'unseen',
      label,
      unit: null,
      reason: { high: 'The grade of the loan', low: 'The grade of the loan', missing: 'Loan grade: not known' },
      attribute: true,
    });
    expect(features.at(-1)).toMatchObject({
      ...{ type: 'number', missing: 'indicator', label: 'customer_score' },
      reason: { high: 'customer_score', low: 'customer_score', missing: 'customer_score: not known' },
    });
    expect(features.find(({ name }) => name === 'dependants')).toMatchObject({
      type: 'number',
      unit: 'persons',
      attribute: false,
    });
    expect(features.find(({ name }) => name === 'purpose')).toMatchObject({ type: 'category', unit: null });
  });

  test('quote the names of attributes', () => {
    const odd = [{ name: `application_it's "50%" \\ {x}`, type: 'number' as const, label: null, reason: null }];
    const [, , , column] = buildExportColumns(buildTrainingFeatures([], odd), odd, []);
    const name = ` E'application_it''s "50%" \\\\ {x}'`;
    const value = `coalesce(attributes ->> ${name}, fairness ->> ${name})`;
    expect(column?.sql).toMatch(/^case when .* ~ '.*' then .* end$/);
    expect(column?.sql).toContain(`then cast(${value} as double precision) end`);
    expect(quoteLiteral("a'b")).toBe("'a''b'");
    expect(buildPartQuery([{ name: 'x', sql: '"x"' }], 1, 9)).toBe(
      'select "x" as "x" from training_set where nth between 1 and 9 order by nth',
    );
  });
});

describe('inputs that models never have', () => {
  const names = (age: boolean) => selectAllowedInputs(MODEL_FEATURES, { age }).map(({ name }) => name);

  test('sex, marital status and the age group are not among the inputs', () => {
    const inputs = buildTrainingFeatures(MODEL_FEATURES, attributes).map(({ name }) => name);
    for (const group of ['sex', 'marital_status', 'age_group']) expect(inputs).not.toContain(group);
  });

  test('an attribute declared for fairness is not exported as a feature', () => {
    const features = buildTrainingFeatures(MODEL_FEATURES, attributes);
    const columns = buildExportColumns(features, attributes, ['customer_foreign_worker']);
    // Examples that were frozen while it was declared for models have it among their attributes.
    expect(columns.find(({ name }) => name === 'customer_foreign_worker')?.sql).toBe(
      "coalesce(fairness ->> 'customer_foreign_worker', attributes ->> 'customer_foreign_worker')",
    );
    expect(features.map(({ name }) => name)).not.toContain('customer_foreign_worker');
  });

  test('age is excluded by the configuration, which changes nothing else', () => {
    expect(names(true)).toEqual(MODEL_FEATURES.map(({ name }) => name));
    expect(names(true)).toContain('age_years');
    expect(names(false)).toEqual(names(true).filter((name) => name !== 'age_years'));
  });
});

describe('the job name', () => {
  const execution = 'arn:aws:states:eu-west-1:000000000000:execution:risk-local-training:';

  test('is readable where the name of the execution fits', () => {
    expect(trainingJobName(`${execution}5f0c2f1e-7a3b-4a3e-9f57-0d5b9b0c1a2d`)).toBe(
      'risk-training-5f0c2f1e-7a3b-4a3e-9f57-0d5b9b0c1a2d',
    );
  });

  test('is always valid for SageMaker, and differs where executions differ', () => {
    const names = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 80 }).filter((name) => !name.includes(':')),
      {
        minLength: 2,
      },
    );
    fc.assert(
      fc.property(names, (executions) => {
        const jobs = executions.map((name) => trainingJobName(execution + name));
        for (const job of jobs) expect(job).toMatch(/^risk-training-(?=.{1,49}$)[A-Za-z0-9](-*[A-Za-z0-9])*$/);
        expect(new Set(jobs).size).toBe(executions.length);
      }),
    );
  });
});

test('too few outcomes in total, or of either kind', () => {
  const minimum = { outcomes: 200, per_class: 20 };
  const isTooFew = (rows: number, positives: number) => hasTooFewOutcomes({ rows, positives }, minimum);
  expect(isTooFew(199, 50)).toBe(true);
  expect(isTooFew(1000, 19)).toBe(true);
  expect(isTooFew(1000, 981)).toBe(true);
  expect(isTooFew(200, 20)).toBe(false);
  expect(hasTooFewOutcomes({ rows: 100, positives: 10 }, { outcomes: 100, per_class: 10 })).toBe(false);
});

describe('the target', () => {
  const define = (definition: string, first_as_of = '2026-01-01', last_as_of = first_as_of) => ({
    ...{ definition, first_as_of, last_as_of },
  });

  test('is the definition of the deliveries, null without one, and each of several with its days', () => {
    expect(describeTarget([])).toEqual({ definition: null, definitions: [] });
    expect(describeTarget([define('late')])).toEqual({ definition: 'late', definitions: [define('late')] });
    const two = [define('late', '2026-02-01', '2026-03-01'), define('written off')];
    expect(describeTarget(two)).toEqual({
      definition: 'late (deliveries of 2026-02-01 to 2026-03-01); written off (deliveries of 2026-01-01)',
      definitions: two,
    });
  });

  test('stays short where every delivery has a definition of its own', () => {
    const many = Array.from({ length: 300 }, (_, day) => define(`as of day ${day}`));
    const { definition, definitions } = describeTarget(many);
    expect(definitions).toHaveLength(5);
    expect(definition).toMatch(/^as of day 0 .*; and 295 more$/);
  });
});
