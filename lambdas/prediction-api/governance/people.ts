/** People in the responses of governance: the stored user name, with the person's name from the user pool. */
import type { ReadName } from '../../shared/aws/person-names.ts';
import type { Person } from '../contract/schemas/requests.ts';

/** @param id user name of a person, or the name of a migration or of the expiry, who are nobody in the user pool */
export async function readPerson(readName: ReadName, id: string): Promise<Person> {
  return { name: await readName(id), id };
}
