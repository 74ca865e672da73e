/** Reads the recovery drills of a quarter from the report bucket. */
import { z } from 'zod';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RECOVERY_ROOT } from '../../shared/object-keys.ts';
import type { Quarter } from './quarter.ts';
import type { Drill } from './review.ts';

/** The part of a record that a review shows. */
const DrillRecord = z.object({ ended_at: z.iso.datetime(), passed: z.boolean(), seconds: z.number() });

/** Oldest first. */
export async function readDrills(store: ObjectStore, bucket: string, { from, to }: Quarter): Promise<Drill[]> {
  const drills: Drill[] = [];
  for await (const { key } of store.list(bucket, `${RECOVERY_ROOT}drill/`)) {
    const drill = DrillRecord.parse(await store.getJson(bucket, key));
    const endedAt = new Date(drill.ended_at);
    if (endedAt >= from && endedAt < to) drills.push(drill);
  }
  return drills.sort((a, b) => (a.ended_at < b.ended_at ? -1 : 1));
}
