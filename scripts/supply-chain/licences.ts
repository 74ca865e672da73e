/**
 * Says under which licence each locked package is, and which licences are allowed. npm's lock file states them; those of
 * Python packages, and of npm packages without the field, are recorded in config/licences.json.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedPackage, listLockedPackages } from './locked-packages.ts';

const CONFIGURATION = join(import.meta.dirname, '../../config/licences.json');

export interface LicenceConfiguration {
  /** SPDX identifiers. A package that is deployed needs one of `deployed`; a tool may have any of both lists. */
  allowed: { deployed: string[]; tools_only: string[] };
  /** SPDX expression of each npm package that states none, by name; its LICENSE file has the text. */
  npm: Record<string, string>;
  /** SPDX expression of every locked Python package, by name. */
  python: Record<string, string>;
}

/** A package over all lock files and versions. */
export interface LicensedPackage {
  ecosystem: LockedPackage['ecosystem'];
  name: string;
  /** SPDX expression; undefined where nobody has looked. */
  licence: string | undefined;
  isDeployed: boolean;
}

export function readLicenceConfiguration(): LicenceConfiguration {
  return JSON.parse(readFileSync(CONFIGURATION, 'utf8'));
}

/** Lists every package and licence once, sorted by name. */
export function listLicensedPackages({ npm, python }: LicenceConfiguration): LicensedPackage[] {
  const packages = new Map<string, LicensedPackage>();
  for (const { ecosystem, name, isDeployed, ...stated } of listLockedPackages()) {
    const licence = stated.licence ?? (ecosystem === 'npm' ? npm : python)[name];
    const key = `${ecosystem} ${name} ${licence}`;
    const known = packages.get(key)?.isDeployed ?? false;
    packages.set(key, { ecosystem, name, licence, isDeployed: isDeployed || known });
  }
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Lists the packages whose licence is unknown or not allowed. */
export function findLicenceFaults(packages: LicensedPackage[], { allowed }: LicenceConfiguration): LicensedPackage[] {
  const deployed = new Set(allowed.deployed);
  const all = new Set([...allowed.deployed, ...allowed.tools_only]);
  return packages.filter(
    ({ licence, isDeployed }) => licence === undefined || !isAllowed(licence, isDeployed ? deployed : all),
  );
}

/** Whether an SPDX expression can be met with the allowed identifiers. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const text = removeOuterBrackets(expression.trim());
  const either = splitOutsideBrackets(text, ' OR ');
  if (either.length > 1) return either.some((part) => isAllowed(part, allowed));
  const both = splitOutsideBrackets(text, ' AND ');
  if (both.length > 1) return both.every((part) => isAllowed(part, allowed));
  return allowed.has(text);
}

function removeOuterBrackets(text: string): string {
  const isWrapped =
    text.startsWith('(') && text.endsWith(')') && splitOutsideBrackets(text.slice(0, -1), ')').length === 1;
  return isWrapped ? removeOuterBrackets(text.slice(1, -1).trim()) : text;
}

function splitOutsideBrackets(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    if (depth === 0 && text.startsWith(separator, index)) {
      parts.push('');
      index += separator.length - 1;
      continue;
    }
    if (text[index] === '(') depth++;
    if (text[index] === ')') depth--;
    parts.push(`${parts.pop()}${text[index]}`);
  }
  return parts;
}
