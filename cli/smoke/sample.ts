/** The deliveries of the smoke test: the German sample. */
import { resolve } from 'node:path';
import { type DeliveryFolder, findDeliveries } from '../journey/delivery-folders.ts';
import { CheckFailed } from './smoke-step.ts';

const SAMPLE_FOLDER = resolve(import.meta.dirname, '../../data/german');

/** Of the sample: each customer has one application, and both ids are the number of the row in the source. */
export const SAMPLE_IDS = { predicted: '3', listed: ['4', '5'], uploaded: ['6', '7', '8'], erased: '1000' } as const;

/** The two deliveries, oldest first. */
export async function findSampleDeliveries(): Promise<[DeliveryFolder, DeliveryFolder]> {
  const [first, second] = await findDeliveries(SAMPLE_FOLDER);
  if (!first || !second) throw new CheckFailed(`${SAMPLE_FOLDER} has fewer than two deliveries`);
  return [first, second];
}
