/** What a function may do that issues notices: write and read their files, and make contest links. */
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { NOTICES_ROOT } from '../../../lambdas/shared/object-keys.ts';
import { allow } from '../foundation/allow.ts';
import { RiskStack } from '../foundation/risk-stack.ts';
import type { RiskFunction } from '../functions/risk-function.ts';
import { allowMakingContestLinks } from './contest-links.ts';

/** Allows a function to issue notices, and to sign addresses of their files. Its bundle needs `noticeFonts`. */
export function allowIssuingNotices(caller: RiskFunction, cases: IBucket): void {
  const { foundation, config } = RiskStack.of(caller);
  caller.addEnvironment('CASE_BUCKET', cases.bucketName);
  caller.addEnvironment('NOTICE_CHANNEL', config.notices.channel);
  allow(caller, {
    actions: ['s3:PutObject', 's3:GetObject'],
    resources: [cases.arnForObjects(`${NOTICES_ROOT}*`)],
    because: 'Notices are named by their id, which is not known beforehand.',
  });
  allow(caller, { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: [foundation.key.keyArn] });
  allowMakingContestLinks(caller);
}
