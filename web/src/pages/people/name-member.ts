/** The name of a person who may sign in. */
import type { Member } from '../../queries/api-types.ts';
import { peopleTexts } from '../../texts/governance/people.ts';

export const nameMember = ({ name, id }: Member): string => name ?? peopleTexts.deleted(id);
