/** Restores that RDS refuses: the case, its parameters, and the name and message of the error. */
import type { RestoreDBClusterToPointInTimeCommandInput } from '@aws-sdk/client-rds';
import { SOURCE } from './database-stack.ts';

const DAY_MILLISECONDS = 86_400_000;

export const REFUSED_RESTORES: [string, Partial<RestoreDBClusterToPointInTimeCommandInput>, string, RegExp][] = [
  [
    'a future time',
    { RestoreToTime: new Date(Date.now() + DAY_MILLISECONDS) },
    'InvalidParameterValue',
    /must be between/,
  ],
  ['a time before the oldest backup', { RestoreToTime: new Date(0) }, 'InvalidParameterValue', /must be between/],
  ['no time', {}, 'InvalidParameterCombination', /either RestoreToTime or/],
  [
    'two times',
    { RestoreToTime: new Date(), UseLatestRestorableTime: true },
    'InvalidParameterCombination',
    /either RestoreToTime or/,
  ],
  [
    'a name that exists',
    { DBClusterIdentifier: SOURCE, UseLatestRestorableTime: true },
    'DBClusterAlreadyExistsFault',
    /already exists/,
  ],
  [
    'a source that does not exist',
    { SourceDBClusterIdentifier: 'unknown', UseLatestRestorableTime: true },
    'DBClusterNotFoundFault',
    /unknown not found/,
  ],
  [
    'a name that would lead out of the folder',
    { DBClusterIdentifier: '../postgres', UseLatestRestorableTime: true },
    'InvalidParameterValue',
    /DBClusterIdentifier/,
  ],
  [
    'a subnet group that does not exist',
    { DBSubnetGroupName: 'unknown', UseLatestRestorableTime: true },
    'DBSubnetGroupNotFoundFault',
    /unknown/,
  ],
];
