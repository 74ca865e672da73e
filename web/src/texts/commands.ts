/** Commands for a terminal that pages name as next steps, without `--env`. Quotation marks hold what a person writes. */
export const commandTexts = {
  train: 'npm run train',
  status: 'npm run status',
  listModels: 'npm run model -- list',
  showModel: (version: string) => `npm run model -- show ${version}`,
  promote: (version: string) => `npm run model -- promote ${version} --why "…"`,
  promoteDespiteGates: (version: string) => `npm run model -- promote ${version} --despite-gates --why "…"`,
  rollBack: 'npm run model -- rollback --why "…"',
  verifyAudit: 'npm run audit -- verify',
  recentErrors: 'npm run logs -- --since 2h --errors',
} as const;
