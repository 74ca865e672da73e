/** Prints an estimate as two tables, and formats it for docs/deploy.md. */
import { formatCount, formatPlural } from '../terminal/format.ts';
import { printTable } from '../terminal/tables.ts';
import { type CostEstimate, type CostLine, sumUsd } from './estimate-cost.ts';

/** A quantity below it is printed with digits after the point. */
const WHOLE_FROM = 100;
/** A price below it is printed for a million. */
const SMALL_PRICE_USD = 0.001;

/** Prints what an environment costs at rest and by its use. */
export function printCost(estimate: CostEstimate): void {
  const { environment, region, dated, use, idle, ofUse } = estimate;
  const useText = `${formatPlural(use.predictions, 'prediction')}, ${formatPlural(use.customers, 'customer')}`;
  printLines(`${environment} at rest, US dollars a month in ${region}, prices of ${dated}`, idle);
  printLines(`by use a month: ${useText}`, ofUse);
  console.log(`  sum: ${formatUsd(sumUsd([...idle, ...ofUse]))}, without free tiers, taxes and discounts`);
  console.log('  * price from memory, compared with no page of AWS: config/cost/ names the page of each');
}

function printLines(title: string, lines: readonly CostLine[]): void {
  console.log(`\n${title}`);
  const rows = lines.map((line) => [
    ...[line.group, line.what, formatQuantity(line.quantity)],
    ...[`${formatUnitPrice(line.unitUsd)}${line.isUnverified ? ' *' : '  '}`, formatUsd(line.usd)],
  ]);
  printTable(
    ['for', 'what', 'quantity', 'price of one', '$ a month'],
    [...rows, ['sum', '', '', '', formatUsd(sumUsd(lines))]],
    2,
  );
}

/** Formats the tables of docs/deploy.md: a row for each group of lines, with what it counts. */
export function formatCostDocs({ use, dated, region, idle, ofUse }: CostEstimate): string {
  const useText = `${formatPlural(use.predictions, 'prediction')} by the API and ${formatPlural(use.customers, 'customer')}`;
  return [
    `At rest, prices of ${dated} in ${region}:`,
    formatGroups(idle),
    `By a month with ${useText}:`,
    formatGroups(ofUse),
  ].join('\n\n');
}

function formatGroups(lines: readonly CostLine[]): string {
  const groups = Object.entries(Object.groupBy(lines, ({ group }) => group));
  const rows = groups.map(([group, members = []]) => {
    const counted = members
      .toSorted((a, b) => b.usd - a.usd)
      .slice(0, 3)
      .map(({ what, quantity }) => `${what}: ${formatQuantity(quantity)}`);
    return [group, counted.join(', '), `$${formatUsd(sumUsd(members))}`];
  });
  const all = [
    ['for', 'mostly', 'a month'],
    ['---', '---', '--:'],
    ...rows,
    ['**sum**', '', `**$${formatUsd(sumUsd(lines))}**`],
  ];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const formatUsd = (usd: number): string => usd.toFixed(2);
const formatUnitPrice = (usd: number): string =>
  usd < SMALL_PRICE_USD ? `${(usd * 1e6).toPrecision(3)} a million` : usd.toPrecision(3);
const formatQuantity = (quantity: number): string =>
  quantity >= WHOLE_FROM || Number.isInteger(quantity) ? formatCount(Math.round(quantity)) : quantity.toPrecision(2);
