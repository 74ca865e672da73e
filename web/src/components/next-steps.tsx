/** The end of a page: what a person can do next, as a sentence and links. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { sharedTexts } from '../texts/shared.ts';
import { Card } from './card.tsx';

interface NextStepsProps {
  links?: readonly (readonly [path: string, name: string])[];
  children?: ReactNode;
}

export function NextSteps({ links = [], children }: NextStepsProps) {
  return (
    <Card title={sharedTexts.nextSteps}>
      {children && <p>{children}</p>}
      {links.length > 0 && (
        <ul className="row">
          {links.map(([path, name]) => (
            <li key={path}>
              <Link href={path}>{name}</Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
