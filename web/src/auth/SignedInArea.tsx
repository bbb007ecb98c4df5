import { type Query, useQuery, useQueryClient } from '@tanstack/react-query';
import { createClient, ProblemError } from '@xuncha/contracts';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { ahead } from '../api/ahead.ts';
import { type Api, ApiProvider } from '../api/client-context.ts';
import { noteAnswer } from '../api/connection.ts';
import { forgetKnown, keepKnown } from '../api/known-actions.ts';
import { MeProvider, membershipKey } from '../api/me.ts';
import { useOperation } from '../api/use-operation.ts';
import { noteServerTime } from '../components/dates.ts';
import { drafts } from '../drafts/draft-store.ts';
import { lazyWithControls } from '../i18n/lazy-with-texts.tsx';
import { forgetTenantInView } from '../layout/tenant-in-view.ts';
import { CenteredPage } from './CenteredPage.tsx';
import { GroupSignIn } from './GroupSignIn.tsx';
import { MembershipChoice } from './MembershipChoice.tsx';
import { Opening } from './Opening.tsx';
import { SESSION_KEY } from './session-key.ts';
import { useSignIn } from './sign-in-context.ts';
import { useSessionState } from './use-session-state.ts';
import { SwitchMembershipProvider } from './use-switch-membership.ts';

/** Seldom needed, so fetched only then. */
const ProblemAlert = lazy(() => import('./SignInProblem.tsx'));
const SessionExpired = lazyWithControls(() => import('./SessionExpired.tsx'));
const SessionWarning = lazyWithControls(() => import('./SessionWarning.tsx'));

/** Everything behind the sign-in: sends people to it, then provides the client and who they are. */
export const SignedInArea = () => {
  const signIn = useSignIn();
  const { t } = useTranslation();
  const { pathname, search, hash } = useLocation();
  const session = useQuery({
    queryKey: SESSION_KEY,
    queryFn: async () => {
      if (await signIn.current()) return true;
      await signIn.start(`${pathname}${search}${hash}`);
      return false;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (session.error)
    return (
      <CenteredPage>
        <ProblemAlert error={session.error} title={t('auth.failed')} onRetry={() => void session.refetch()} />
        <GroupSignIn />
      </CenteredPage>
    );
  if (session.isPending) return <Opening />;
  if (!session.data) return <CenteredPage>{t('auth.signingIn')}</CenteredPage>;
  return <WithClient />;
};

/** Everything but whether somebody is signed in. */
const isOfPerson = ({ queryKey }: Query): boolean => queryKey[0] !== SESSION_KEY[0];

const WithClient = () => {
  const signIn = useSignIn();
  const queries = useQueryClient();
  const [membership, setMembership] = useState(signIn.membership);
  const [refused, setRefused] = useState(false);
  // What was asked with the session before may be refused after the next one has begun.
  const sessions = useRef(0);
  const session = useSessionState(signIn.watch);
  const expired = refused || session.kind === 'timed_out';
  useEffect(() => {
    if (session.kind === 'timed_out') signIn.forget();
    // Signed out in another tab: this one follows, and shows nothing any more.
    if (session.kind === 'signed_out' && !signIn.isLeaving()) {
      signIn.forget();
      window.location.assign('/signed-out');
    }
  }, [session.kind, signIn]);
  const api = useMemo<Api>(() => {
    const client = createClient({
      baseUrl: '',
      accessToken: signIn.accessToken,
      membership: () => membership,
      fetch: ahead.fetch,
      onAnswer: (headers) => noteServerTime(headers.get('date')),
    });
    return {
      membership,
      client: {
        async call(id, input) {
          const { current: asked } = sessions;
          try {
            const answer = await client.call(id, input);
            noteAnswer();
            return answer;
          } catch (error) {
            noteAnswer(error);
            if (error instanceof ProblemError && error.status === 401 && asked === sessions.current)
              setRefused(true);
            throw error;
          }
        },
      },
    };
  }, [signIn, membership]);
  const change = useCallback(
    (membershipId: string | undefined) => {
      signIn.chooseMembership(membershipId);
      forgetTenantInView();
      forgetKnown();
      setMembership(membershipId);
      queries.removeQueries({ predicate: isOfPerson });
    },
    [signIn, queries],
  );
  return (
    <ApiProvider value={api}>
      <SwitchMembershipProvider value={change}>
        <WithMe chosen={membership} onChoose={change} />
        {session.kind === 'warning' && !refused ? (
          <Suspense>
            <SessionWarning leftMs={session.leftMs} extendable={session.extendable} />
          </Suspense>
        ) : null}
        {expired ? (
          <Suspense>
            <SessionExpired
              onSignedIn={() => {
                sessions.current += 1;
                setRefused(false);
                // What is still on its way was asked with the session before.
                void queries
                  .cancelQueries({ predicate: isOfPerson })
                  .then(() => queries.invalidateQueries({ predicate: isOfPerson }));
              }}
            />
          </Suspense>
        ) : null}
      </SwitchMembershipProvider>
    </ApiProvider>
  );
};

const WithMe = ({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (membershipId: string | undefined) => void;
}) => {
  const { t } = useTranslation();
  const me = useOperation('me.get', {});
  const memberships = me.data?.data.memberships ?? [];
  const known = me.data?.data;
  useEffect(() => {
    if (known) keepKnown(known);
  }, [known]);
  // Roles of several memberships are never merged: the server serves nobody who has not named one.
  if (!chosen && memberships.filter(({ delegation }) => !delegation).length > 1)
    return (
      <CenteredPage signOut>
        <h2>{t('membership.choose')}</h2>
        <p className="muted">{t('membership.chooseHint')}</p>
        <MembershipChoice memberships={memberships} onChoose={(one) => onChoose(membershipKey(one))} />
      </CenteredPage>
    );
  if (me.data) {
    // Before any form is drawn: forms look for their draft when they open.
    drafts.openFor(me.data.data.userId);
    return (
      <MeProvider value={me.data.data}>
        <Outlet />
      </MeProvider>
    );
  }
  if (!me.error) return <Opening />;
  // A membership that ended (a delegation that ran out) must not lock the person out of the others.
  const retry = () => (chosen ? onChoose(undefined) : void me.refetch());
  return (
    <CenteredPage signOut>
      <Suspense>
        <ProblemAlert error={me.error} title={t('problem.loadTitle')} onRetry={retry} />
      </Suspense>
    </CenteredPage>
  );
};
