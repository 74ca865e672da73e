/** `npm run docs:cost`: writes the cost tables of docs/deploy.md from the synthesised templates and the price file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { estimateCost } from '../cli/cost/estimate-cost.ts';
import { formatCostDocs } from '../cli/cost/print-cost.ts';
import { DEFAULT_USE } from '../cli/cost/use-costs.ts';
import { synthesiseApp, type TemplateResource } from '../cli/deployment/synthesise-app.ts';

export const DEPLOY_DOCS = resolve(import.meta.dirname, '../docs/deploy.md');

/** Spark counts, QuickSight does not; the addresses exist nowhere. */
const VARIABLES = {
  RISK_ALARM_EMAIL: 'nobody@cost.invalid',
  EMR_SERVERLESS_IMAGE: `cost.invalid/spark@sha256:${'0'.repeat(64)}`,
  QUICKSIGHT_PRINCIPAL_ARN: '',
};

/** The page with the tables of an environment written anew. */
export function replaceCostTables(
  page: string,
  environment: 'dev' | 'prod',
  resources: readonly TemplateResource[],
): string {
  const [begin, end] = [`<!-- cost:${environment} -->`, `<!-- /cost:${environment} -->`];
  const [before = '', rest = ''] = page.split(begin);
  const after = rest.split(end)[1] ?? '';
  const tables = formatCostDocs(estimateCost(environment, resources, DEFAULT_USE));
  return `${before}${begin}\n\n${tables}\n\n${end}${after}`;
}

if (import.meta.main) {
  for (const environment of ['dev', 'prod'] as const) {
    const { resources } = await synthesiseApp(environment, { ...process.env, ...VARIABLES });
    writeFileSync(DEPLOY_DOCS, replaceCostTables(readFileSync(DEPLOY_DOCS, 'utf8'), environment, resources));
  }
}
