/** How the server of a restored cluster recovers: from which archive, and to which point. */
import { RESTORE_VARIABLE } from './archive.ts';

/** Where a recovery ends: at a time, or at the end of the base backup itself. */
export type RecoveryTarget = { time: Date } | 'end-of-backup';

export interface Recovery {
  /** Folder with the archived log of the cluster that was backed up. */
  archiveFolder: string;
  target: RecoveryTarget;
}

/** Settings of the server that recovers; it is writable when it reports that it is ready. */
export function buildRecoverySettings(target: RecoveryTarget): Record<string, string> {
  return {
    restore_command: `test -f "$${RESTORE_VARIABLE}/%f" && cp "$${RESTORE_VARIABLE}/%f" "%p"`,
    recovery_target_action: 'promote',
    hot_standby: 'off', // nobody reads before it has recovered
    ...(target === 'end-of-backup'
      ? { recovery_target: 'immediate' }
      : { recovery_target_time: target.time.toISOString().replace('Z', '+00') }),
  };
}
