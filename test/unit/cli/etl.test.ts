/** `npm run etl`: which options belong together, what an acceptance may contain, and which days it names as unscored. */
import { describe, expect, test } from '@jest/globals';
import { etlCommand } from '../../../cli/commands/etl.ts';
import { buildAcceptance } from '../../../cli/journey/accept-missing.ts';
import { describeUnscoredDays } from '../../../cli/journey/backfill.ts';
import { InvalidOptions, parseCommandLine } from '../../../cli/terminal/command.ts';

const RUN = '01a22867-c330-763c-ac6a-358644ae6429';

describe('--accept-missing', () => {
  test('takes the id of a run and a reason in one line', () => {
    const acceptance = { run_id: RUN, by: 'jo', why: 'the branch was sold' };
    expect(buildAcceptance(RUN, ' the branch was sold ', 'jo')).toEqual(acceptance);
  });

  test.each([
    ['r1', 'sold', 'jo', /takes the id of the held run/],
    [RUN, undefined, 'jo', /needs --why/],
    [RUN, ' ', 'jo', /needs --why/],
    [RUN, 'sold\nyesterday', 'jo', /needs --why/],
    [RUN, 'x'.repeat(401), 'jo', /needs --why/],
    [RUN, 'sold', '\ud800', /--as takes/],
  ])('%j with --why %j and --as %j is refused', (run, why, by, message) => {
    expect(() => buildAcceptance(run, why, by)).toThrow(InvalidOptions);
    expect(() => buildAcceptance(run, why, by)).toThrow(message);
  });

  test.each([
    [['--why', 'x'], /belong to --accept-missing/],
    [['--env', 'prod'], /belong to --accept-missing/],
    [['--accept-missing', RUN, '--why', 'x', '--from', '2005-10-01'], /takes no days, no --data/],
    [['--accept-missing', RUN, '--why', 'x', '--data', 'd'], /takes no days, no --data/],
    [['--accept-missing', RUN, '--why', 'x', '--engine', 'spark'], /no --engine/],
    [['--accept-missing', RUN], /needs --why/],
  ])('%j is refused before an environment is reached', async (args, message) => {
    const { values } = parseCommandLine(etlCommand, args);
    await expect(etlCommand.run(values, [])).rejects.toThrow(message);
  });
});

describe('unscored days', () => {
  const day = (as_of: string, scoring: string) => ({ run_id: `run-${as_of}`, as_of, outcome: 'published', scoring });

  test('are named, each with its run', () => {
    const runs = [day('2005-10-01', 'failed'), day('2005-11-01', 'scored')];
    expect(describeUnscoredDays({ runs, scoring: 'scored' })).toEqual([
      expect.stringMatching(/^2005-10-01 is published and was not scored: .*--run run-2005-10-01/),
    ]);
  });

  test('are named when nothing was delivered and an earlier day could not be scored', () => {
    expect(describeUnscoredDays({ runs: [], scoring: 'failed' })).toEqual([expect.stringMatching(/was not scored/)]);
  });

  test.each(['scored', 'no_champion', 'nothing_open'])('are none after %s', (scoring) => {
    expect(describeUnscoredDays({ runs: [day('2005-10-01', scoring)], scoring })).toEqual([]);
  });
});
