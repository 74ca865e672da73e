/** Texts that several pages share: what stands for missing data, names of figures, exports and filters. */

export const sharedTexts = {
  productName: 'Financial risk',
  pageTitle: (title: string) => `${title} · Financial risk`,
  loading: 'Loading',
  retry: 'Try again',
  notRenewed: 'These figures could not be renewed; they are from before.',
  unknown: 'unknown',
  nextSteps: 'What you can do next',

  noScores: 'No scores yet',
  noScoresWhy: 'They appear when a delivery has been published and a model has been promoted.',
  noMatch: 'No application matches these filters',
  noMatchWhy: 'Remove a filter to see more.',

  notFound: (what: string) => `This ${what} does not exist`,
  notFoundWhy: (what: string, id: string) =>
    `There is no ${what} “${id}”. Check the address, or choose one of the list.`,

  figures: {
    application: 'Application',
    applications: 'Applications',
    band: 'Band',
    day: 'Day',
    decision: 'Decision',
    score: 'Score',
    share: 'Share',
    meanPd: 'Mean PD',
    meanScore: 'Mean score',
    exposure: 'Exposure',
    expectedLoss: 'Expected loss',
    outcomes: 'Outcomes',
    observedRate: 'Observed default rate',
    defaults: 'Defaults',
    interval: '95 % interval',
  },
  axes: {
    applications: 'Applications',
    day: 'As-of date of the scores',
    band: 'Risk band',
    score: 'Score (points)',
    pd: 'Probability of default (%)',
    defaultRate: 'Default rate (%)',
    applicationShare: 'Share of applications (%)',
    money: (currency: string | null) => `Expected loss (${currency ?? 'major units'})`,
  },
  scoreScale: "in points of the model's scale; higher is better",
  /** From inclusive to exclusive, but in the last interval of the scale. */
  scoreInterval: (from: number, to: number) => `${from} to ${to}`,

  exports: {
    asTable: 'Show as a table',
    csv: 'CSV',
    png: 'PNG',
    svg: 'SVG',
    download: (what: string, format: string) => `Download ${what} as ${format}`,
    print: 'Print or save as PDF',
    address: 'Address',
    figuresAt: 'Figures as of (UTC)',
    origin: (address: string, time: string) => `${address} · figures as of ${time}`,
  },
  scrollHint: 'Scroll sideways to see all columns',
} as const;
