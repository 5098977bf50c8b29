import type { Member, MemberBody, MemberForm } from "./api";

/** A form of what is known. What is shown masked begins empty: left so, it stays as it is. */
export interface Draft extends MemberForm {
  email: string;
  id_number: string;
}

export function draftOf(member: Member): Draft {
  const { nickname, birthday, store, tags, cards } = member;
  const text = (field: "name" | "job" | "fax" | "website" | "title" | "language" | "remark") => member[field] ?? "";
  return {
    nickname,
    birthday,
    name: text("name"),
    job: text("job"),
    fax: text("fax"),
    website: text("website"),
    title: text("title"),
    language: text("language"),
    remark: text("remark"),
    store: store?.id ?? null,
    tags: tags.map(({ id }) => id),
    linked_number: cards.find(({ primary }) => primary)?.linked_number ?? "",
    email: "",
    id_number: "",
  };
}

/** What is sent; what was masked only when something else was typed, or the box to remove it was ticked. */
export function bodyOf({ email, id_number, birthday, store, ...rest }: Draft, version: number, forget: { email: boolean; id_number: boolean }): MemberBody {
  const masked = (typed: string, gone: boolean) => (gone ? "" : typed.trim() || undefined);
  const [mail, paper] = [masked(email, forget.email), masked(id_number, forget.id_number)];
  return {
    ...rest,
    birthday: birthday || null,
    store: store || null,
    version,
    ...(mail === undefined ? {} : { email: mail }),
    ...(paper === undefined ? {} : { id_number: paper }),
  };
}
