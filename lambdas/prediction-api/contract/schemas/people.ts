/** Schemas of people: who the caller is, and who has which role. */
import { z } from 'zod';
import { ROLE_NAMES } from '../roles.ts';

const RoleName = z.enum(ROLE_NAMES);

export const Me = z
  .object({
    name: z.string().describe('Name of the person, or the client of a machine'),
    id: z.string().describe('User name of the person, which never changes, or the client of a machine'),
    is_person: z.boolean(),
    roles: z.array(RoleName).describe('Roles of the person; a machine has none'),
    calls: z.array(z.string()).describe('Operations that the caller may call: scope and role allow them'),
    pages: z.array(z.string()).describe('Pages of the dashboard that the caller may open'),
  })
  .describe('Who calls, and what they may do');

export type Me = z.infer<typeof Me>;

/** Components of the OpenAPI document. */
export const peopleComponents = { Me };
