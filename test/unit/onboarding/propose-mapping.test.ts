/** Proposals of made-up and real exports: what is right without a word from a person, and what is asked. */
import { Mapping } from '../../../lambdas/onboarding/contract/mapping.ts';
import { DOUBTFUL_EXPORTS } from '../../../testing/onboarding/exports/doubtful.ts';
import { EUROPEAN_EXPORTS } from '../../../testing/onboarding/exports/european.ts';
import { LATER_EXPORTS } from '../../../testing/onboarding/exports/later.ts';
import { readRealExports } from '../../../testing/onboarding/exports/real.ts';
import { SEVERAL_TABLE_EXPORTS } from '../../../testing/onboarding/exports/several-tables.ts';
import { THIRD_EXPORTS } from '../../../testing/onboarding/exports/third.ts';
import { TOOL_EXPORTS } from '../../../testing/onboarding/exports/tools.ts';
import { WELL_KNOWN_EXPORTS } from '../../../testing/onboarding/exports/well-known.ts';
import { judgeProposal, proposeExport } from '../../../testing/onboarding/judge-proposal.ts';

const MADE_UP = [
  ...EUROPEAN_EXPORTS,
  ...TOOL_EXPORTS,
  ...DOUBTFUL_EXPORTS,
  ...SEVERAL_TABLE_EXPORTS,
  ...WELL_KNOWN_EXPORTS,
  ...LATER_EXPORTS,
  ...THIRD_EXPORTS,
];
const MIN_RIGHT = 0.95;

it('proposes 95 % of the columns right without a word, and nothing that matters wrong in silence', async () => {
  expect(MADE_UP.length).toBeGreaterThanOrEqual(20);
  const exports = [...MADE_UP, ...(await readRealExports())];
  const judgements = await Promise.all(
    exports
      .map(async (raw) => ({ raw, proposal: await proposeExport(raw) }))
      .map(async (pair) => {
        const { raw, proposal } = await pair;
        expect(Mapping.safeParse(proposal.mapping).error?.issues).toBeUndefined();
        for (const kind of raw.findings) expect(proposal.findings.map((finding) => finding.kind)).toContain(kind);
        return judgeProposal(raw, proposal);
      }),
  );
  const right = judgements.reduce((sum, judgement) => sum + judgement.right, 0);
  const columns = judgements.reduce((sum, judgement) => sum + judgement.columns, 0);
  const share = `${right} of ${columns} columns (${((100 * right) / columns).toFixed(1)} %) of ${exports.length} exports are right`;
  process.stdout.write(`${[share, ...judgements.flatMap(({ wrong }) => wrong)].join('\n  ')}\n`);
  expect(judgements.flatMap(({ silent }) => silent)).toEqual([]);
  expect(right / columns).toBeGreaterThanOrEqual(MIN_RIGHT);
});
