/** Tests which aliases a revert moves, and that it moves nothing where that would be wrong. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from '@jest/globals';
import type { LiveAlias } from '../../../cli/releases/live-alias.ts';
import { NothingToRevert, planRevert } from '../../../cli/releases/plan-revert.ts';
import { moveAliases, RevertIncomplete, requireSettledStacks } from '../../../cli/releases/revert-release.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 29, hour));
/** An alias on its newest version; the hours are those at which its versions 1, 2, … were published. */
const createAlias = (name: string, hours: number[], move: LiveAlias['move'] = async () => {}): LiveAlias => ({
  name,
  current: String(hours.length),
  versions: hours.map((hour, index) => ({ id: String(index + 1), publishedAt: at(hour) })),
  move,
});
const plan = (aliases: LiveAlias[], hour: number): string[] =>
  planRevert(aliases, at(hour)).map(({ alias, from, to }) => `${alias.name} ${from.id}→${to.id}`);

describe('the plan', () => {
  test('leaves alone what the bad release did not change', () => {
    expect(plan([createAlias('predict', [1, 5, 9]), createAlias('read', [1, 5])], 8)).toEqual(['predict 3→2']);
  });

  test('goes back by several releases, and forward again', () => {
    const predict = createAlias('predict', [1, 5, 9, 12]);
    expect(plan([predict], 2)).toEqual(['predict 4→1']);
    expect(plan([{ ...predict, current: '1' }], 13)).toEqual(['predict 1→4']);
  });

  test('leaves what is new since then', () => {
    expect(plan([createAlias('predict', [1, 9]), createAlias('drill', [9])], 8)).toEqual(['predict 2→1']);
  });

  test('takes the highest number of versions of the same moment, and numbers as numbers', () => {
    expect(plan([createAlias('predict', [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 12])], 9)).toEqual(['predict 11→10']);
  });

  test('refuses a time before the first release, and one whose versions are live', () => {
    expect(() => plan([createAlias('predict', [5])], 4)).toThrow(NothingToRevert);
    expect(() => plan([createAlias('predict', [5])], 6)).toThrow(NothingToRevert);
  });
});

describe('the moves', () => {
  test('go on after a failure, which is named', async () => {
    const moved: string[] = [];
    const aliases = [
      createAlias('predict', [1, 9], async () => Promise.reject(new Error('throttled'))),
      createAlias('read', [1, 9], async (version) => {
        moved.push(version);
      }),
    ];
    const moving = moveAliases(planRevert(aliases, at(8)));
    await expect(moving).rejects.toThrow(RevertIncomplete);
    await expect(moving).rejects.toThrow(/1 of 2 aliases moved.*predict: throttled/);
    expect(moved).toEqual(['1']);
  });

  test('are refused while CloudFormation changes a stack of the environment', async () => {
    const client = (StackName: string, StackStatus: string) => {
      const Stacks = [
        { StackName: 'Risk-Prod-Etl', StackStatus: 'UPDATE_COMPLETE' },
        { StackName, StackStatus },
      ];
      return Object.assign(new CloudFormationClient({ region: 'eu-west-1' }), { send: async () => ({ Stacks }) });
    };
    await expect(requireSettledStacks(client('Risk-Prod-Api', 'UPDATE_IN_PROGRESS'), 'prod')).rejects.toThrow(
      /Risk-Prod-Api is UPDATE_IN_PROGRESS.*nothing was changed/,
    );
    await expect(requireSettledStacks(client('Risk-Dev-Api', 'UPDATE_IN_PROGRESS'), 'prod')).resolves.toBeUndefined();
  });
});
