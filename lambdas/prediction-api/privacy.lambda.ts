/**
 * Handles the calls about requests of data subjects. A separate Lambda, because only this one logs in as the role that
 * knows who asked for what, and signs addresses of their packages.
 */
import { SFNClient } from '@aws-sdk/client-sfn';
import { getDatabase } from '../shared/aws/database.ts';
import { createNameReader, type ReadName } from '../shared/aws/person-names.ts';
import { createGroupReader, type ReadGroups } from '../shared/aws/user-groups.ts';
import {
  completePrivacyRequestRoute,
  createPrivacyRequestRoute,
  extendPrivacyRequestRoute,
  privacyPackageRoute,
  privacyRequestRoute,
  privacyRequestsRoute,
  refusePrivacyRequestRoute,
  startPrivacyRequestRoute,
} from './contract/routes/privacy.ts';
import { liftRestrictionRoute, restrictionsRoute, retentionRoute } from './contract/routes/restrictions.ts';
import { type ApiHandler, createApiHandler } from './http/api-handler.ts';
import { limitRequestRate } from './http/limit-request-rate.ts';
import { bindOperation } from './http/operation.ts';
import { createPackageSigner, type SignPackageFile, signPackage } from './privacy/package.ts';
import {
  createPrivacyRequest,
  endPrivacyRequest,
  extendPrivacyRequest,
  listPrivacyRequests,
  readPrivacyRequest,
  startPrivacyRequest,
} from './privacy/requests.ts';
import { liftRestriction, listRestrictions } from './privacy/restrictions.ts';
import { readRetention } from './privacy/retention.ts';
import { createPrivacyStarter, type StartPrivacyRequest } from './privacy/workflow.ts';

/** Creates a handler with empty caches, as a new process of the function has it. */
export function privacyHandler(
  readGroups: ReadGroups = createGroupReader(),
  readName: ReadName = createNameReader(),
  startWorkflow: StartPrivacyRequest = createPrivacyStarter(new SFNClient({})),
  signFile: SignPackageFile = createPackageSigner(),
): ApiHandler {
  const dependencies = { database: getDatabase, readName, startWorkflow };
  return createApiHandler(
    'prediction-api/privacy',
    [
      bindOperation(createPrivacyRequestRoute, (input) => createPrivacyRequest(dependencies, input)),
      bindOperation(privacyRequestsRoute, (input) => listPrivacyRequests(dependencies, input)),
      bindOperation(privacyRequestRoute, (input) => readPrivacyRequest(dependencies, input)),
      bindOperation(startPrivacyRequestRoute, (input) => startPrivacyRequest(dependencies, input)),
      bindOperation(extendPrivacyRequestRoute, (input) => extendPrivacyRequest(dependencies, input)),
      bindOperation(refusePrivacyRequestRoute, (input) => endPrivacyRequest(dependencies, 'refused', input)),
      bindOperation(privacyPackageRoute, (input) => signPackage({ ...dependencies, signFile }, input)),
      bindOperation(completePrivacyRequestRoute, (input) => endPrivacyRequest(dependencies, 'completed', input)),
      bindOperation(restrictionsRoute, (input) => listRestrictions(dependencies, input)),
      bindOperation(liftRestrictionRoute, (input) => liftRestriction(dependencies, input)),
      bindOperation(retentionRoute, () => readRetention(dependencies)),
    ],
    limitRequestRate,
    readGroups,
  );
}

export const handler = privacyHandler();
