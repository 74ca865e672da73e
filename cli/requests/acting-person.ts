/** Who acts on a request at the command line: the IAM identity on AWS, a named person on the local cloud. */
import type { OperatorEnvironment } from '../environment/operator-environment.ts';
import { InvalidOptions } from '../terminal/command.ts';

export const actingPersonOption = {
  as: {
    value: 'PERSON',
    description:
      'on the local cloud, which knows no identities: who acts, such as approver@example.com (default: its owner). On AWS it is the IAM identity',
  },
} as const;

/**
 * Returns the identity that is stored with the request.
 * @throws {InvalidOptions} when a person is named on AWS
 * @throws {CallerUnknown} when AWS accepts no credentials
 */
export async function identifyActingPerson(
  { environment, identifyCaller }: OperatorEnvironment,
  as: string | undefined,
): Promise<string> {
  const person = as?.trim();
  if (!person) return identifyCaller();
  if (environment === 'local') return person;
  throw new InvalidOptions('--as works on the local cloud only: on AWS you act as your IAM identity');
}
