/**
 * Tests of production's permissions by the calls that a journey made on the local cloud. docs/permissions.md explains
 * what is judged, and how to add a call or keep a grant that the journey does not use.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../testing/random.ts';
import { Synthesised } from '../../infrastructure/synthesised.ts';
import { findNeedlessReasons, findUnexplainedGrants } from './explained-grants.ts';
import { type Journey, judgeJourney, listUnusedGrants, readJourney, type Verdict } from './judge-calls.ts';
import type { JudgedRequest } from './judge-request.ts';
import { findPolicyOwner, type Grant } from './production-access.ts';
import { readCommandActions } from './recorded-requests.ts';

const SAMPLE_SEED = 20261129;
const SAMPLED_GRANTS = 120;

/**
 * Defines the tests; call it after the tests of the journey.
 * @param findStateDirectory returns the state folder of a local cloud that was started with RISK_RECORD_CALLS
 * @param covers matches the roles and resources that the journey uses in every way, so that what it does not use of
 * them is a grant too many
 */
export function describePermissions(findStateDirectory: () => string, { covers }: { covers?: RegExp } = {}): void {
  describe('the permissions of production', () => {
    let journey: Journey;
    let verdict: Verdict;

    beforeAll(async () => {
      const prod = new Synthesised('prod');
      journey = readJourney(findStateDirectory(), prod);
      prod.remove();
      verdict = await judgeJourney(journey);
    }, 120_000);

    test('allow every call of the journey, and every call that a service makes by configuration', () => {
      expect(verdict.denials).toEqual([]);
    });

    if (covers) {
      test('contain no grant that the journey does not use and nobody explains', () => {
        const unused = listUnusedGrants(journey, verdict).filter(({ holder }) => covers.test(holder));
        expect(findUnexplainedGrants(unused)).toEqual([]);
      });

      test('need every explanation', () => {
        expect(findNeedlessReasons(listUnusedGrants(journey, verdict))).toEqual([]);
      });
    }

    test('of people who run commands are those that docs/permissions.md lists', () => {
      const made = readCommandActions(findStateDirectory());
      const listed = Object.keys(made).map((command) => [command, readListedActions(command)]);
      expect(made).toEqual(Object.fromEntries(listed));
    });

    test('are missed: the call that needs a grant is denied without it', async () => {
      const needed = listNeededGrants(verdict);
      const sample = pickSample(journey.access.listGrants(), SAMPLED_GRANTS);
      const missed: string[] = [];
      for (const grant of sample) {
        const isConcerned = (request: JudgedRequest) => concerns(grant, request);
        const { denials } = await journey.access.withoutGrant(grant, () => judgeJourney(journey, isConcerned));
        if (denials.some((denial) => !verdict.denials.includes(denial))) missed.push(grant.id);
      }
      const expected = sample.filter(({ id }) => needed.has(id)).map(({ id }) => id);
      expect(missed).toEqual(expected);
      expect(missed.length).toBeGreaterThan(0);
    }, 120_000);
  });
}

/** Reads a command's row of the table in docs/permissions.md. */
function readListedActions(command: string): string[] {
  const page = readFileSync('docs/permissions.md', 'utf8');
  const [, actions = ''] = new RegExp(`^\\| \`${command}\` \\| (.*) \\|$`, 'm').exec(page) ?? [];
  return Array.from(actions.matchAll(/`([^`]+)`/g), ([, action = '']) => action);
}

/** Whether a request could need the grant: its role calls, its policy is asked or the endpoint is passed, for its action. */
function concerns({ holder, action }: Grant, request: JudgedRequest): boolean {
  const isHolder = holder === request.principal || holder === findPolicyOwner(request.resource);
  const isAction = new RegExp(`^${action.replaceAll('*', '.*')}$`, 'i').test(request.action);
  return isAction && (isHolder || (holder === 'endpoint' && request.isThroughEndpoint === true));
}

/**
 * Lists the grants that some request cannot do without: no other grant of the same role or policy allows it. A role's
 * grant on a key and the key's trust in the account are both needed.
 */
function listNeededGrants({ grantsOfRequests }: Verdict): Set<string> {
  return new Set(
    grantsOfRequests.flatMap((ids) => {
      const ofHolders = Object.groupBy(ids, (id) => id.replace(/ Grant\d+$/, ''));
      return Object.values(ofHolders).flatMap((grants = []) => (grants.length === 1 ? grants : []));
    }),
  );
}

function pickSample(grants: Grant[], count: number): Grant[] {
  const random = createRandom(SAMPLE_SEED);
  const pool = [...grants];
  return Array.from({ length: Math.min(count, pool.length) }, () => pool.splice(random.below(pool.length), 1)).flat();
}
