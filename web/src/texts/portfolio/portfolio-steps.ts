/** What a person can do after reading a page of the portfolio. */

export const portfolioStepTexts = {
  overview:
    'If the expected loss of the approved or the observed default rate is above your limit, find where it comes from before you change a cut-off or a model.',
  distribution:
    'A cut-off belongs to the policy. To move one, draft a new version on the page of policies, simulate it and propose it; scores of today keep the policy that made them.',
  scoreBands:
    'If the observed rates do not fall from row to row, or the mean PD lies outside their intervals, the model no longer ranks or predicts well: train a new one.',
  segments:
    'A segment whose observed rate is higher than predicted is priced or approved too well: restrict it in the policy, or train the model with a feature that tells it apart.',
  trends:
    'If the observed rate leaves the predicted one, look whether the applicants changed (drift) or the model does (performance).',
  links: {
    alarms: 'Look at the alarms',
    distribution: 'See where the cut-offs stand in the distribution of scores',
    scoreBands: 'Check in which score bands outcomes differ from predictions',
    segments: 'Find the segments where the risk is',
    trends: 'See since when, day by day',
    applications: 'Decide on the applications of highest risk',
    performance: 'Check the performance of the model on observed outcomes',
    drift: 'Check whether the applicants changed',
  },
  train: 'Train a new model on the newest outcomes:',
} as const;
