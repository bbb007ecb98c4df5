import { Button } from 'antd';
import { Component, type ReactNode } from 'react';
import { type WithTranslation, withTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState.tsx';

interface Props extends WithTranslation {
  readonly children: ReactNode;
}

/** Keeps the menu usable when a page breaks, for example because a new release removed its file. */
class Boundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    const { t, children } = this.props;
    if (!this.state.broken) return children;
    return (
      <EmptyState
        title={t('problem.crashed')}
        hint={t('problem.unknown')}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('action.refresh')}
          </Button>
        }
      />
    );
  }
}

export const PageBoundary = withTranslation()(Boundary);
