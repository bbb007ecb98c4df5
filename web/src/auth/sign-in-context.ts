import { createContext, useContext } from 'react';
import type { SignIn } from './sign-in.ts';

const SignInContext = createContext<SignIn | undefined>(undefined);
export const SignInProvider = SignInContext.Provider;

export const useSignIn = (): SignIn => {
  const signIn = useContext(SignInContext);
  if (!signIn) throw new Error('useSignIn outside of SignInProvider');
  return signIn;
};
