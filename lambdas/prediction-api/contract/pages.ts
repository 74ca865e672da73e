/** The pages of the dashboard, each with the call that it cannot do without: who may not make the call may not open it. */

/** Path of a page → operation id. A page below another one, such as one run, belongs to that. */
export const PAGE_CALLS: Readonly<Record<string, string>> = {
  '/': 'getReport',
  '/cases': 'listCases',
  '/case-figures': 'getCaseFigures',
  '/alarms': 'getReport',
  '/runs': 'listRuns',
  '/imports': 'listImports',
  '/distribution': 'getReport',
  '/score-bands': 'getReport',
  '/segments': 'getReport',
  '/trends': 'getReport',
  '/applications': 'getRiskScore',
  '/performance': 'getModelMetrics',
  '/features': 'getReport',
  '/drift': 'getReport',
  '/models': 'listModels',
  '/policies': 'listPolicies',
  '/simulations': 'listSimulations',
  '/experiments': 'listExperiments',
  '/requests': 'listRequests',
  '/events': 'listWebhooks',
  '/privacy': 'listPrivacyRequests',
  '/audit': 'listAuditEvents',
  '/people': 'listPeople',
};
