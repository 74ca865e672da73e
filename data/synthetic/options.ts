/** Parses and validates the command line options of the generator. */
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** An argument is invalid. The message names it and says why. */
export class InvalidArguments extends Error {
  override name = 'InvalidArguments';
}

/** Quantities that can shift in every delivery after the first, and the effect of the amount. */
export const DRIFTS = {
  income: 'incomes are multiplied by 1 + AMOUNT',
  spending: 'spending is multiplied by 1 + AMOUNT',
  utilisation: 'AMOUNT is added to the utilisation of credit limits (0.2 = 20 points)',
  lateness: 'the chance of missing a payment is multiplied by 1 + AMOUNT',
  amount: 'amounts asked for are multiplied by 1 + AMOUNT',
  channel: 'the share AMOUNT of applications comes through a channel never seen before',
  default_rate: 'the odds of default are multiplied by 1 + AMOUNT, whatever the features say',
} as const;
export type DriftName = keyof typeof DRIFTS;
export type DriftAmounts = Readonly<Record<DriftName, number>>;

const count = z.coerce.number().int().min(0).max(2_000_000_000);

const Options = z.strictObject({
  customers: count.min(1),
  transactions: count,
  days: z.coerce.number().int().min(1).max(60),
  drift: z.record(z.string(), z.number()),
  dirty: z.coerce.number().min(0).max(0.5),
  seed: z.coerce.number().int().min(0).max(2_147_483_647),
  'as-of': z.iso.date().refine((text) => Number(text.slice(8)) <= 28, 'a day of the month up to the 28th'),
  'file-rows': count.min(1),
  out: z.string({ error: 'name a folder' }).min(1),
});

export interface SyntheticOptions {
  customers: number;
  /** Transactions of the first delivery. Each later one has an eighth of them. */
  transactions: number;
  /** Number of deliveries, which are a month apart. */
  days: number;
  drift: DriftAmounts;
  /** Dirty rows in addition to the good ones, as a share of each table's good rows. */
  dirty: number;
  seed: number;
  /** As-of date of the first delivery, YYYY-MM-DD. */
  asOf: string;
  /** Most rows of a file. */
  fileRows: number;
  out: string;
}

/**
 * Parses the command line.
 * @throws {InvalidArguments} when an option is unknown or its value is invalid
 */
export function readOptions(args: string[]): SyntheticOptions {
  const defineText = (value?: string) => ({ type: 'string', default: value }) as const;
  let values: Record<string, unknown>;
  try {
    values = parseArgs({
      args,
      options: {
        customers: defineText('10000'),
        transactions: defineText('500000'),
        days: defineText('2'),
        drift: { type: 'string', multiple: true, default: [] },
        dirty: defineText('0'),
        seed: defineText('7'),
        'as-of': defineText('2026-01-01'),
        'file-rows': defineText('250000'),
        out: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new InvalidArguments((error as Error).message);
  }
  const drift = parseDrift(values.drift as string[]);
  const parsed = Options.safeParse({ ...values, drift });
  if (!parsed.success) {
    throw new InvalidArguments(
      parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('; '),
    );
  }
  const { 'as-of': asOf, 'file-rows': fileRows, ...rest } = parsed.data;
  return { ...rest, asOf, fileRows, drift };
}

/** Drift amounts without effect. */
export const NO_DRIFT: DriftAmounts = Object.fromEntries(Object.keys(DRIFTS).map((name) => [name, 0])) as DriftAmounts;

/** Parses drift such as `income=-0.2`: several in one argument, separated by `|` or commas, or in several arguments. */
function parseDrift(entries: string[]): DriftAmounts {
  const drift: Record<string, number> = { ...NO_DRIFT };
  for (const entry of entries.flatMap((text) => text.split(/[|,]/)).filter((text) => text !== '')) {
    const [name = '', amount = ''] = entry.split('=');
    if (!Object.hasOwn(DRIFTS, name)) {
      throw new InvalidArguments(`--drift: ${name} is not known, it may be ${Object.keys(DRIFTS).join(', ')}`);
    }
    if (amount === '' || !(Math.abs(Number(amount)) <= 10)) {
      throw new InvalidArguments(`--drift ${name}: "${amount}" is no number from -10 to 10, as in ${name}=0.2`);
    }
    drift[name] = Number(amount);
  }
  return drift as DriftAmounts;
}
