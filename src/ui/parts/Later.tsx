/** A part of the page that comes with the first need of it. Where it does not come, the page says so and goes on without. */
import { Suspense, type ReactNode } from 'react';
import { useApp, useWords } from '../app/context.ts';
import { messageOf } from '../app/state/trainerLink.ts';
import { LoadBoundary } from './LoadBoundary.tsx';

interface Props {
  readonly children: ReactNode;
  /** What stands in its place until it is there. */
  readonly meanwhile?: ReactNode;
}

export function Later({ children, meanwhile = null }: Props) {
  const app = useApp();
  const words = useWords();
  const refuse = (error: unknown) =>
    app.ui.setState({ notice: { kind: 'error', text: messageOf(words.notLoaded(messageOf(error))) } });
  return (
    <LoadBoundary onFailure={refuse}>
      <Suspense fallback={meanwhile}>{children}</Suspense>
    </LoadBoundary>
  );
}
