/** The pages of the dashboard, each with the call that it cannot do without: who may not make the call may not open it. */

/** Path of a page, with `:name` for what an address fills in → operation id. A page below another one needs its call, where it has no line of its own. */
export const PAGE_CALLS: Readonly<Record<string, string>> = {
  '/': 'getReport',
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
  '/policies/:version/edit': 'editPolicy',
  '/simulations': 'listSimulations',
  '/experiments': 'listExperiments',
  '/requests': 'listRequests',
  '/audit': 'listAuditEvents',
};
