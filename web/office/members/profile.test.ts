import { expect, it } from "vitest";
import fixture from "../../fixtures/office/member.json";
import type { Member } from "./api";
import { bodyOf, draftOf } from "./profile";

const member = fixture as Member;
const keep = { email: false, id_number: false };

it("has every field of PRF-04, and keeps what is masked unless something is typed (PRF-04)", () => {
  const draft = draftOf(member);
  expect(draft).toMatchObject({ title: "宝妈", language: "中文", job: "教师", fax: "", website: "", linked_number: "6688 0001" });
  expect(bodyOf(draft, 3, keep)).not.toHaveProperty("email");
  expect(bodyOf({ ...draft, email: " a@b.cn " }, 3, keep)).toMatchObject({ email: "a@b.cn", version: 3 });
  expect(bodyOf(draft, 3, { email: false, id_number: true })).toMatchObject({ id_number: "" });
});

it("sends an empty birthday and store as none", () => {
  expect(bodyOf({ ...draftOf(member), birthday: "", store: "" }, 1, keep)).toMatchObject({ birthday: null, store: null });
});
