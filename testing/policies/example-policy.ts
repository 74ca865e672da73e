/** A policy document of format 2 that uses every part of the language. */

/** Decides on car and other loans: points, a matrix, limits by purpose, and prices. */
export const EXAMPLE_POLICY = {
  format: 2,
  version: 'car-loans-2027-01',
  description: 'Shows every part of the language.',
  bands: [
    { name: 'A', below_pd: 0.05 },
    { name: 'B', below_pd: 0.15 },
    { name: 'C', below_pd: null },
  ],
  values: [
    {
      name: 'income_points',
      scorecard: {
        base: 10,
        characteristics: [
          {
            feature: 'annual_income',
            bins: [
              { from: null, below: 20_000, points: 0 },
              { from: 20_000, below: null, points: 30 },
            ],
            if_unknown: 5,
          },
        ],
      },
    },
    {
      name: 'application_points',
      scorecard: {
        base: 0,
        characteristics: [
          {
            value: 'income_points',
            bins: [
              { from: null, below: 20, points: 0 },
              { from: 20, below: null, points: 20 },
            ],
          },
          {
            feature: 'employment_status',
            bins: [
              { in: ['permanent', 'retired'], points: 20 },
              { in: ['temporary'], points: 10 },
            ],
            otherwise: 5,
            if_unknown: 0,
          },
        ],
      },
    },
  ],
  cut_offs: [
    {
      when: { feature: 'purpose', in: ['car'], if_unknown: 'not_met' },
      approve_below_pd: 0.2,
      decline_from_pd: 0.35,
    },
    { approve_below_pd: 0.15, decline_from_pd: 0.3 },
  ],
  rules: [
    {
      name: 'under_age',
      when: { feature: 'age_years', below: 18, if_unknown: 'met' },
      decision: 'decline',
      reason: 'The applicant is under 18 years old, or the age is unknown.',
    },
    {
      name: 'few_points',
      when: {
        all: [
          { value: 'application_points', below: 10 },
          { not: { feature: 'purpose', in: ['car'], if_unknown: 'not_met' } },
        ],
      },
      decision: 'refer',
      reason: 'Income and employment give too few points.',
    },
    {
      name: 'no_income_at_high_risk',
      when: {
        all: [
          { feature: 'annual_income', is: 'unknown' },
          { of: 'pd', at_least: 0.1 },
        ],
      },
      decision: 'refer',
      reason: 'The income is unknown and the risk is not low.',
      feature: 'annual_income',
    },
  ],
  matrices: [
    {
      name: 'risk_by_cover',
      rows: {
        of: 'pd',
        ranges: [
          { from: null, below: 0.1 },
          { from: 0.1, below: null },
        ],
      },
      columns: {
        feature: 'loan_to_value',
        ranges: [
          { from: null, below: 0.8 },
          { from: 0.8, below: 1.2 },
          { from: 1.2, below: null },
        ],
      },
      decisions: [
        ['approve', 'approve', 'refer'],
        ['approve', 'refer', 'decline'],
      ],
      if_unknown: 'approve',
      reason: 'The loan is large compared with its security at this risk.',
      feature: 'loan_to_value',
    },
  ],
  limits: [
    {
      name: 'large_expected_loss',
      of: 'expected_loss',
      at_least: 5_000,
      decision: 'refer',
      reason: 'The expected loss is too large to accept without a person.',
    },
    {
      name: 'no_return',
      when: { not: { feature: 'purpose', in: ['car'], if_unknown: 'not_met' } },
      of: 'expected_return',
      below: 0,
      if_unknown: 'not_met',
      decision: 'refer',
      reason: 'The loan is not expected to earn its risk.',
    },
  ],
  lgd: [{ when: { feature: 'loan_to_value', at_most: 1, if_unknown: 'not_met' }, lgd: 0.25 }, { lgd: 0.45 }],
  ead: [{ feature: 'amount' }],
  pricing: [
    {
      term: 'term_months',
      funding_rate: 0.03,
      up_to_months: [12, 48, null],
      rates: [
        { band: 'A', rates: [0.06, 0.07, 0.08] },
        { band: 'B', rates: [0.09, 0.1, 0.12] },
        { band: 'C', rates: [null, 0.15, null] },
      ],
    },
  ],
  golden_cases: [
    {
      name: 'a sound car loan',
      pd: 0.04,
      features: {
        ...{ age_years: 40, annual_income: 50_000, employment_status: 'permanent', purpose: 'car' },
        ...{ loan_to_value: 0.7, amount: 10_000, term_months: 36 },
      },
      expect: {
        decision: 'approve',
        decided_by: 'score',
        band: 'A',
        rate: 0.07,
        expected_loss: 100,
        expected_return: 284,
      },
    },
    {
      name: 'a minor',
      pd: 0.04,
      features: { age_years: 17, amount: 1_000 },
      expect: { decision: 'decline', decided_by: 'rule:under_age' },
    },
  ],
};
