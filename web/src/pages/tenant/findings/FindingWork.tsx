import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { AnalysisCard } from './AnalysisCard.tsx';
import { CloseoutCard } from './closeout/CloseoutCard.tsx';
import { CourseCard } from './course/CourseCard.tsx';
import { goTo } from './go-to.ts';
import { MeasuresCard } from './measures/MeasuresCard.tsx';
import { ResponsibilityCard } from './ResponsibilityCard.tsx';

/** Goes to the section named in the address once it is there ("去办理" leads straight to the task). */
const useScrollToSection = (): void => {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) goTo(hash.slice(1));
  }, [hash]);
};

/** The cards people work with, below what the finding says. */
export default function FindingWork() {
  useScrollToSection();
  return (
    <>
      <ResponsibilityCard />
      <AnalysisCard />
      <MeasuresCard />
      <CourseCard />
      <CloseoutCard />
    </>
  );
}
