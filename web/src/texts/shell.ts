/** Texts around the pages: navigation, user panel, failure messages, and addresses that lead nowhere. */

export const shellTexts = {
  product: 'Financial risk',
  skipLink: 'Skip to the content',
  menu: 'Menu',
  navigationLabel: 'Pages',
  groups: { today: 'Today', portfolio: 'Portfolio', model: 'Model', governance: 'Decisions and approvals' },
  links: {
    overview: 'Overview',
    cases: 'Review queue',
    alarms: 'Alarms',
    runs: 'Runs',
    imports: 'Bring your data',
    distribution: 'Score distribution',
    scoreBands: 'Score bands',
    segments: 'Segments',
    trends: 'Trends',
    applications: 'Applications',
    caseFigures: 'Review figures',
    performance: 'Performance',
    features: 'Feature importance',
    drift: 'Drift',
    models: 'Registry',
    policies: 'Policies',
    simulations: 'Simulations',
    experiments: 'Experiments',
    requests: 'Requests',
    events: 'Events',
    audit: 'Audit',
    people: 'People',
    privacy: 'Privacy',
  },
  themeLabel: 'Colours',
  themes: { system: 'Auto', light: 'Light', dark: 'Dark' },
  refresh: 'Refresh',
  refreshing: 'Refreshing…',
  signedInAs: 'Signed in as',
  noRole: 'No role yet',
  signOut: 'Sign out',
  crash: {
    title: 'This page could not be shown',
    detail: 'A new version of the dashboard may have been released meanwhile. Reload the page; your data are safe.',
    reload: 'Reload the page',
  },
} as const;

/** A page or a thing that does not exist, with ways on. */
export const unknownAddressTexts = {
  title: 'Page not found',
  detail: 'The dashboard has no page at this address.',
  hint: 'Check the address, or go on from one of these pages:',
} as const;

/** Titles of failed requests that read. */
export const FAILURE_TITLES = {
  'signed-out': 'Your session has ended',
  forbidden: 'You are not allowed to see this',
  missing: 'Not found',
  invalid: 'The address is not valid',
  conflict: 'This is not possible now',
  'too-many': 'Too many requests',
  unavailable: 'The service is not available at the moment',
  offline: 'The service cannot be reached',
  broken: 'Something went wrong',
} as const;

/** Titles of failed requests that change something. */
export const REFUSAL_TITLES = {
  ...FAILURE_TITLES,
  forbidden: 'You are not allowed to do this',
  invalid: 'This was not accepted',
} as const;

export const failureTexts = {
  offline: 'Check your connection. The page retries every 5 seconds.',
  tooMany: 'The page retries in a few seconds.',
  offlineChange: 'Check your connection, then try again.',
  unknown: 'The dashboard met an error that it does not know. Reload the page; if it stays, report it.',
} as const;
