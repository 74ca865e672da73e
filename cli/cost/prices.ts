/** Reads the price file of a region and the figures of use, config/cost/*.json. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CommandError } from '../terminal/command-error.ts';

const FOLDER = resolve(import.meta.dirname, '../../config/cost');
const USE_FILE = join(FOLDER, 'use.json');

/** There is no price for something, or no price file of the region. */
export class PriceMissing extends CommandError {}

const Price = z.strictObject({
  usd: z.number().positive(),
  unit: z.string(),
  /** Page of AWS that states the price. */
  page: z.url(),
  /** `read`: the figure stands on the page `read_at`; `memory`: nobody has compared it with a page. */
  evidence: z.enum(['read', 'memory']),
  read_at: z.url().optional(),
  note: z.string().optional(),
});

const PriceFile = z.strictObject({
  _: z.string(),
  region: z.string(),
  dated: z.iso.date(),
  currency: z.literal('USD'),
  prices: z.record(z.string(), Price),
});

const Figure = z.strictObject({ value: z.number().positive(), unit: z.string(), source: z.string() });
const UseFile = z.strictObject({
  _: z.string(),
  dated: z.iso.date(),
  measured: z.record(z.string(), Figure),
  assumed: z.record(z.string(), Figure),
});

export type PriceFile = z.infer<typeof PriceFile>;
export type Price = z.infer<typeof Price>;

/**
 * Reads the prices of a region.
 * @throws {PriceMissing} when the repository has no price file of the region
 */
export function readPrices(region: string): PriceFile {
  const file = join(FOLDER, `prices-${region}.json`);
  if (!existsSync(file)) {
    throw new PriceMissing(`there are no prices of ${region}: add config/cost/prices-${region}.json`);
  }
  return PriceFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** @throws {PriceMissing} when the file has no such price */
export function findPrice({ region, prices }: PriceFile, name: string): Price {
  const price = prices[name];
  if (price) return price;
  throw new PriceMissing(`no price known for ${name}: add it to config/cost/prices-${region}.json`);
}

/**
 * Reads the figures of use.
 * @returns a function that returns a figure by name
 */
export function readUseFigures(): (name: string) => number {
  const { measured, assumed } = UseFile.parse(JSON.parse(readFileSync(USE_FILE, 'utf8')));
  const figures = { ...measured, ...assumed };
  return (name) => {
    const figure = figures[name];
    if (figure) return figure.value;
    throw new PriceMissing(`no figure known for ${name}: add it to config/cost/use.json`);
  };
}
