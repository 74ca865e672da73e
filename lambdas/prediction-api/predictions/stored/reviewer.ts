/** The person of an override in responses: the stored user name, with the person's name from the user pool. */
import type { ReadName } from '../../../shared/aws/person-names.ts';
import type { Reviewer } from '../../contract/schemas/evidence.ts';

export async function readReviewer(readName: ReadName, id: string): Promise<Reviewer> {
  return { name: await readName(id), id };
}
