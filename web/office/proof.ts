import type { Finding, Report } from "./api";

export const STATES: Record<Finding["state"], string> = { green: "正确", red: "有问题", unchecked: "未核对" };

/** The whole report in a heading and a sentence. What was not checked is said with what is right. */
export function verdictOf({ findings }: Pick<Report, "findings">): { title: string; words: string } {
  const of = (state: Finding["state"]) => findings.filter((finding) => finding.state === state);
  const [right, wrong, open] = [of("green").length, of("red"), of("unchecked").length];
  if (wrong.length > 0) {
    const names = wrong.map((finding) => `「${finding.title}」`).join("、");
    return { title: "账目有问题", words: `${names}不成立。请先不要改动数据，把下面的编号交给技术人员。` };
  }
  return { title: "账目正确", words: `核对了 ${right} 项，全部成立${open > 0 ? `；另有 ${open} 项无法从数据中核对` : ""}。` };
}

/** `凭证 4，分录 22` */
export const figuresOf = ({ figures }: Pick<Finding, "figures">): string => figures.map(({ label, text }) => `${label} ${text}`).join("，");
