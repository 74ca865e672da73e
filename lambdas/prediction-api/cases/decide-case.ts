/** POST /v1/cases/{case_id}/decide: checks the reason codes, composes the reason, and stores the decision. */
import { v7 } from 'uuid';
import { json, uuid } from '../../shared/aws/database.ts';
import { reasonCodes } from '../../shared/cases/reason-codes.ts';
import type { decideCaseRoute } from '../contract/routes/cases.ts';
import type { Case } from '../contract/schemas/cases.ts';
import type { OperationInput } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { changeCase } from './change-case.ts';
import type { CaseDependencies } from './dependencies.ts';
import { findCase } from './stored-case.ts';

/** @throws {Problem} when a reason code does not fit, the person does not hold the case, or it was scored again */
export async function decideCase(
  dependencies: CaseDependencies,
  input: OperationInput<typeof decideCaseRoute>,
): Promise<Case> {
  const { body, params, caller } = input;
  const { kind } = await findCase(dependencies, params.case_id, caller.name);
  const codes = [...new Set(body.reason_codes)];
  const unfit = codes.find((code) => !fits(code, body.decision, kind));
  if (unfit !== undefined) {
    throw new Problem(
      422,
      'reason-code-unfit',
      `The reason code ${unfit} does not exist, or does not fit this decision and kind of case. Send codes of GET /v1/reason-codes.`,
    );
  }
  if (body.note === undefined && codes.some((code) => reasonCodes[code]?.needs_note)) {
    throw new Problem(422, 'note-missing', 'One of the reason codes needs a note. Send the reason in your words.');
  }
  return changeCase(dependencies, input, 'decide', {
    ...{ override_id: uuid(v7()), decision: body.decision, reason_codes: json(codes) },
    ...{ reason: composeReason(codes, body.note), note: body.note ?? null },
    ...{ prediction_id: uuid(body.prediction_id), client_id: caller.clientId },
  });
}

const fits = (code: string, decision: Case['decision'], kind: Case['kind']): boolean => {
  const reason = Object.hasOwn(reasonCodes, code) ? reasonCodes[code] : undefined;
  return (
    reason !== undefined && decision !== null && reason.decisions.includes(decision) && reason.kinds.includes(kind)
  );
};

/** The reason of the override: the words of the codes, then those of the person. */
export function composeReason(codes: readonly string[], note: string | undefined): string {
  return [...codes.map((code) => reasonCodes[code]?.text ?? code), ...(note === undefined ? [] : [note])].join('. ');
}
