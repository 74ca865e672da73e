/** Prints what a recovery or a drill found and how long its steps took. */
import pc from 'picocolors';
import type { RecoveryRecord } from '../../lambdas/recovery/contract/recovery.ts';

export function printRecord({ cluster, source, state_at, seconds, seconds_by_step, checks }: RecoveryRecord): void {
  console.log(`\n${pc.bold(cluster)}: ${source} as of ${state_at.replace('.000Z', 'Z')}`);
  for (const { name, passed, detail } of checks) {
    console.log(`  ${passed ? pc.green('✓') : pc.red('✗')} ${name}: ${detail}`);
  }
  const steps = Object.entries(seconds_by_step).map(([step, duration]) => `${step} ${duration}`);
  console.log(`  ${seconds} s: ${steps.join(', ')}`);
}
