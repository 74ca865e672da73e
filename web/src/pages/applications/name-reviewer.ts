/** The name of a reviewer, or the id where the account does not exist any more. */
import type { Override } from '../../queries/api-types.ts';
import { overrideTexts } from '../../texts/cases/overrides.ts';

export const nameReviewer = ({ name, id }: Override['reviewer']): string => name ?? overrideTexts.unnamed(id);
