/** Starts the recovery workflow and shows the state it is in. A refusal becomes the command's error. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { RecoveryRecord } from '../../lambdas/recovery/contract/recovery.ts';
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { CommandError } from '../terminal/command-error.ts';
import { sayThatItContinues } from '../workflows/interrupt-notice.ts';
import { runWorkflow } from '../workflows/run-workflow.ts';

/** The workflow refused what was asked, and changed nothing. */
export class RecoveryNotStarted extends CommandError {}

const Result = z.object({
  outcome: z.enum(['passed', 'ready', 'checks_failed', 'refused', 'abandoned', 'nothing_to_remove', 'repointed']),
  record: RecoveryRecord.optional(),
  clusters: z.array(z.string()).optional(),
  error: z.string().optional(),
  message: z.string().optional(),
});
export type RecoveryResult = z.infer<typeof Result>;

export type RecoveryInput =
  | { action: 'drill' | 'abandon' }
  | { action: 'recover'; to?: string; snapshot?: string }
  | { action: 'repoint'; cluster: string };

/** `WaitForCluster` → `Wait for cluster`. */
const toTitle = (name: string): string => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/**
 * Runs the workflow to its end.
 * @throws {RecoveryNotStarted} when it refuses
 * @throws {WorkflowFailed} when a step fails
 */
export async function runRecovery(
  { parameter, progress, ownsCloud }: Pick<OperatorEnvironment, 'parameter' | 'progress' | 'ownsCloud'>,
  title: string,
  input: RecoveryInput,
): Promise<RecoveryResult> {
  progress.start(title);
  const stopListening = ownsCloud ? () => {} : sayThatItContinues('recovery');
  const { output } = await runWorkflow(new SFNClient({}), parameter('workflow/recovery-arn'), { ...input }, (steps) => {
    const newest = steps.at(-1);
    if (newest) progress.update(toTitle(newest.name));
  }).finally(stopListening);
  const result = Result.parse(output);
  if (result.outcome === 'refused') throw new RecoveryNotStarted(`${result.error}: ${result.message}`);
  progress.finish(result.outcome.replaceAll('_', ' '));
  return result;
}
