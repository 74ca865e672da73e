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

export const PeopleList = z
  .object({
    people: z.array(
      z.object({
        id: z.string().describe('User name, which never changes: the subject of a request of roles'),
        name: z.string().nullable().describe('null for a person who was deleted and still has a role by approval'),
        is_enabled: z.boolean(),
        roles: z.array(RoleName).describe('Roles that the user pool gives, which are those that count'),
        not_approved: z.array(RoleName).describe('Roles that the user pool gives and nobody approved'),
        not_in_pool: z.array(RoleName).describe('Roles that were approved and the user pool lacks'),
      }),
    ),
  })
  .describe('People who may sign in, by name');

/** The content of a request of the kind `role`, whose subject is the person's user name. */
export const RoleRequestContent = z
  .strictObject({
    roles: z
      .array(RoleName)
      .refine((roles) => new Set(roles).size === roles.length, 'Name each role once')
      .describe('The roles that the person has afterwards; an empty list takes every role away'),
  })
  .describe('Content of a request of roles');

export type Me = z.infer<typeof Me>;
export type PeopleList = z.infer<typeof PeopleList>;

/** Components of the OpenAPI document. */
export const peopleComponents = { Me, PeopleList, RoleRequestContent };
