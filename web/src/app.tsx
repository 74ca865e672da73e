/** Which page an address shows. Each page is loaded when it is first opened. */
import { type ComponentType, lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { SIGNED_IN_PATH } from '../../lib/dashboard-rules.ts';
import { Boundary } from './shell/boundary.tsx';
import { Shell } from './shell/shell.tsx';
import { Skeleton } from './shell/states.tsx';
import { SignInPage, SigningInPage } from './sign-in/pages.tsx';
import { useSession } from './sign-in/session.ts';

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);

const PAGES: Record<string, ComponentType> = {
  '/': page(() => import('./pages/overview.tsx')),
  '/distribution': page(() => import('./pages/distribution.tsx')),
  '/performance': page(() => import('./pages/performance.tsx')),
  '/segments': page(() => import('./pages/segments.tsx')),
  '/trends': page(() => import('./pages/trends.tsx')),
  '/features': page(() => import('./pages/features.tsx')),
  '/drift': page(() => import('./pages/drift.tsx')),
  '/applications': page(() => import('./pages/applications.tsx')),
  '/applications/:id': page(() => import('./pages/application.tsx')),
  '/runs': page(() => import('./pages/runs.tsx')),
  '/runs/:id': page(() => import('./pages/run.tsx')),
  '/models': page(() => import('./pages/models.tsx')),
  '/models/:version': page(() => import('./pages/model.tsx')),
  '/alarms': page(() => import('./pages/alarms.tsx')),
};

export function App() {
  const { session, ended } = useSession();
  return (
    <Switch>
      <Route path={SIGNED_IN_PATH}>
        <SigningInPage />
      </Route>
      <Route>
        {session ? (
          <Shell session={session}>
            <Boundary>
              <Suspense fallback={<Skeleton />}>
                <Pages />
              </Suspense>
            </Boundary>
          </Shell>
        ) : (
          <SignInPage ended={ended} />
        )}
      </Route>
    </Switch>
  );
}

function Pages() {
  return (
    <Switch>
      {Object.entries(PAGES).map(([path, Page]) => (
        <Route key={path} path={path}>
          <Page />
        </Route>
      ))}
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  );
}
