import type { ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import { type ButtonLook, buttonClass } from './PlainButton.tsx';

interface Props extends Omit<LinkProps, 'type'> {
  readonly to: string;
  readonly type?: ButtonLook['look'];
  readonly size?: ButtonLook['size'];
  readonly icon?: ReactNode;
}

/** A link that looks like a button: one element, so that keyboards and screen readers meet it once. */
export const LinkButton = ({ type, size, icon, className, children, ...rest }: Props) => (
  <Link {...rest} className={buttonClass({ look: type, size }, className)}>
    {icon}
    <span>{children}</span>
  </Link>
);
