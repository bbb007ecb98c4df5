import { ProblemAlert } from '../components/ProblemAlert.tsx';

/** Fetched only when signing in fails: pages bring it with them. */
export default ProblemAlert;
