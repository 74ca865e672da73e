/** The key with which everything that a test starts is guarded, as a state folder's key guards the local cloud. */
import { generateCredentials } from '../../cli/local/settings/credentials.ts';

export const TEST_CREDENTIALS = generateCredentials();

/** What AWS clients need, wherever they call. */
export const TEST_CLIENT = { region: 'eu-west-1', credentials: TEST_CREDENTIALS };

/** Variables with which an AWS client signs, in this process or in another one. */
export const TEST_KEY_VARIABLES = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
};
