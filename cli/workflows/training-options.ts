/** Option of the commands that train: kinds of model to leave out. */
import { MODEL_KINDS, type ModelKind } from '../../lambdas/shared/model/model-manifest.ts';
import { LeftOutKinds } from '../../lambdas/training/contract/configuration.ts';
import { InvalidOptions } from '../terminal/command.ts';

const OPTION = 'leave-out-kind';

export const leaveOutKindOption = {
  [OPTION]: {
    value: 'KIND',
    description: `kind of model that a training leaves out: ${MODEL_KINDS.join(', ')}; may be given several times (default: those of config/training.json)`,
    isRepeatable: true,
    parse: parseKind,
  },
} as const;

function parseKind(text: string): ModelKind {
  const kind = MODEL_KINDS.find((name) => name === text);
  if (kind) return kind;
  throw new InvalidOptions(`--${OPTION} ${text}: there is no such kind of model; there are ${MODEL_KINDS.join(', ')}`);
}

/**
 * Checks kinds that were given one by one.
 * @throws {InvalidOptions} when none would be left
 */
export function requireKindsLeft(kinds: ModelKind[] = []): ModelKind[] {
  const { success, error } = LeftOutKinds.safeParse(kinds);
  if (success) return kinds;
  throw new InvalidOptions(`--${OPTION}: ${error.issues[0]?.message}`);
}
