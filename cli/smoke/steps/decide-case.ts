/** Step that refers an application to a person, who claims its case and decides it. */
import { createRiskClient } from '../../../clients/typescript/client.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { check, getFact, type SmokeStep } from '../smoke-step.ts';
import { overrideStep } from './read-evidence.ts';

export const caseStep: SmokeStep = {
  name: 'case of a person',
  needs: [overrideStep.name],
  removals: [rowsRemoval],
  async run(context) {
    const { prediction_id, application_id } = getFact(context, 'prediction');
    const token = async () => getFact(context, 'personToken');
    const person = createRiskClient({ baseUrl: context.parameter('api/url'), token, fetch: fetchWhenAwake });
    await person.POST('/v1/predictions/{prediction_id}/override', {
      params: { path: { prediction_id } },
      body: { decision: 'refer', reason: 'A smoke test refers.' },
    });
    const query = { application: application_id ?? '' };
    const { data: list } = await person.GET('/v1/cases', { params: { query } });
    const [opened] = list?.cases ?? [];
    check(opened, 'the referred application has no case');
    const params = { path: { case_id: opened.case_id } };
    await person.POST('/v1/cases/{case_id}/claim', { params, body: {} });
    const { data: decided } = await person.POST('/v1/cases/{case_id}/decide', {
      params,
      body: { decision: 'approve', reason_codes: ['affordable'], prediction_id: opened.prediction_id },
    });
    const expected = opened.needs_second ? 'waiting_for_second' : 'decided';
    check(decided?.state === expected, `the case is ${decided?.state}, not ${expected}`);
    await issueNotice(person, opened.prediction_id);
    const { data: people } = await person.GET('/v1/reviewers', {});
    check(people?.reviewers.length, 'nobody can decide cases');
    return `opened by a referral, claimed, explained by a notice, and ${opened.needs_second ? 'waits for a second person' : 'approved'}`;
  },
};

/** Issues the explanation of the decision, and downloads it. */
async function issueNotice(person: ReturnType<typeof createRiskClient>, prediction_id: string): Promise<void> {
  const { data: answer } = await person.POST('/v1/predictions/{prediction_id}/notice', {
    ...{ params: { path: { prediction_id } }, body: { kind: 'eu', language: 'en', preview: false } },
  });
  check(answer?.notice, 'no notice was issued');
  const path = { notice_id: answer.notice.notice_id };
  const { data: notice } = await person.GET('/v1/notices/{notice_id}', { params: { path } });
  const file = await fetch(notice?.pdf.url ?? '');
  check(file.ok, `the notice cannot be downloaded: ${file.status}`);
}
