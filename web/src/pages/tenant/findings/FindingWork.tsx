import { AnalysisCard } from './AnalysisCard.tsx';
import { CloseoutCard } from './closeout/CloseoutCard.tsx';
import { CourseCard } from './course/CourseCard.tsx';
import { MeasuresCard } from './measures/MeasuresCard.tsx';
import { ResponsibilityCard } from './ResponsibilityCard.tsx';
import { useSectionInAddress } from './use-section-in-address.ts';

/** The cards people work with, below what the finding says. */
export default function FindingWork() {
  useSectionInAddress();
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
