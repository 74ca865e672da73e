/** Reads the records of recoveries and drills from the report bucket. */
import { ObjectMissing, type ObjectStore } from '../../shared/aws/object-store.ts';
import { newestDrillKey, recoveryRecordKey } from '../../shared/object-keys.ts';
import { RecoveryRecord } from '../contract/recovery.ts';

/** The record of a recovery's cluster; undefined when it was not checked. */
export const readRecoveryRecord = (store: ObjectStore, bucket: string, cluster: string) =>
  readRecord(store, bucket, recoveryRecordKey('recovery', cluster));

/** The record of the newest drill that passed; undefined before the first. */
export const readNewestDrill = (store: ObjectStore, bucket: string) => readRecord(store, bucket, newestDrillKey());

async function readRecord(store: ObjectStore, bucket: string, key: string): Promise<RecoveryRecord | undefined> {
  try {
    return RecoveryRecord.parse(await store.getJson(bucket, key));
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined;
    throw error;
  }
}
