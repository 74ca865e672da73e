/** Estimates what an environment costs in a month: at rest, and by a given use. */
import { type EnvironmentName, loadEnvironmentConfig } from '../../lib/config.ts';
import type { TemplateResource } from '../deployment/synthesise-app.ts';
import type { CostItem } from './cost-item.ts';
import { listIdleCosts } from './idle-costs.ts';
import { findPrice, type PriceFile, readPrices, readUseFigures } from './prices.ts';
import { listUseCosts, type Use } from './use-costs.ts';

const DEFAULT_REGION = 'eu-west-1';

export interface CostLine extends CostItem {
  unit: string;
  unitUsd: number;
  usd: number;
  /** Nobody has compared the price with AWS's page. */
  isUnverified: boolean;
}

export interface CostEstimate {
  environment: EnvironmentName;
  region: string;
  /** Day of the price file. */
  dated: string;
  use: Use;
  idle: CostLine[];
  ofUse: CostLine[];
}

/**
 * Estimates the cost of the resources of an environment's templates.
 * @throws {PriceMissing} when a resource type, a price or the price file of the region is missing
 */
export function estimateCost(
  environment: EnvironmentName,
  resources: readonly TemplateResource[],
  { predictions, customers }: Omit<Use, 'landingDays'>,
): CostEstimate {
  const { region = DEFAULT_REGION, storage } = loadEnvironmentConfig(environment);
  const prices = readPrices(region);
  const use = { predictions, customers, landingDays: storage.landing_retention_days };
  return {
    ...{ environment, region, dated: prices.dated, use },
    idle: sortByGroup(listIdleCosts(resources).map((item) => priceItem(prices, item))),
    ofUse: listUseCosts(resources, readUseFigures(), use).map((item) => priceItem(prices, item)),
  };
}

function priceItem(prices: PriceFile, item: CostItem): CostLine {
  const { usd, unit, evidence } = findPrice(prices, item.price);
  return { ...item, unit, unitUsd: usd, usd: usd * item.quantity, isUnverified: evidence === 'memory' };
}

/** The dearest group first, and in a group the dearest line. */
function sortByGroup(lines: readonly CostLine[]): CostLine[] {
  const groups = Object.values(Object.groupBy(lines, ({ group }) => group)).map((group = []) => group);
  return groups.toSorted((a, b) => sumUsd(b) - sumUsd(a)).flatMap((group) => group.toSorted((a, b) => b.usd - a.usd));
}

/** Sum of some lines in US dollars. */
export const sumUsd = (lines: readonly CostLine[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
