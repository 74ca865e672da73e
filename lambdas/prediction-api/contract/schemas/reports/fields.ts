/** Fields that several reports have. Open it to see what a figure means and which values it can have. */
import { z } from 'zod';
import { DECISIONS } from '../../../../shared/policy/decisions.ts';

/** Dimensions include the lender's attributes, whose names are the lender's choice. */
export const DIMENSION = /^[a-z][A-Za-z0-9_ .-]*$/;

export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const money = z.number().describe('Money in major units');
export const pd = share.describe('Probability of default');
export const day = z.iso.date();
export const month = z.string().regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])$/);
export const band = z.string().describe("Band of the policy; 'A' is the best");
export const decision = z.enum(DECISIONS);
export const interval = z.tuple([share, share]).describe('95 % interval of the observed rate');

export const refreshed_at = z.iso
  .datetime()
  .nullable()
  .describe(
    'Time of the last refresh: scores, overrides and outcomes stored before it are counted; null before the first one',
  );

export const level = z.enum(['ok', 'warn', 'alert', 'insufficient']).describe('insufficient: too few rows to measure');

export const minimum = z
  .object({ defaults: count, others: count })
  .describe('Outcomes that a figure needs: below them it is null');
