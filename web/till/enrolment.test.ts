import { afterEach, describe, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import { idNumberOf, phoneOf, stepToFix, useEnrolment } from "./enrolment";

type Reply = { status: number; body: object } | "lost";

/** A gateway at the other end of `fetch` that gives these answers to `POST /members`, in order. */
function gateway(...replies: Reply[]) {
  const sent: { key: string | null; body: Record<string, string> }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    if (url.endsWith("/sms")) return answer(202, { phone_masked: "138****0002", retry_after_s: 60, expires_in_s: 300 });
    if (url.endsWith("/levels")) return answer(200, { items: [{ id: "lvl_2", code: "2", name: "普通卡", default: true }] });
    sent.push({ key: new Headers(init.headers).get("Idempotency-Key"), body: JSON.parse(String(init.body)) });
    const reply = replies.shift()!;
    if (reply === "lost") throw new TypeError("network");
    return answer(reply.status, reply.body);
  });
  return sent;
}

/** A gateway that gives these answers to `POST /sms`, in order. */
function smsGateway(...replies: { status: number; body: object }[]) {
  vi.stubGlobal("fetch", async () => {
    const { status, body } = replies.shift()!;
    return answer(status, body);
  });
}

const sent = { status: 202, body: { phone_masked: "138****0002", retry_after_s: 60, expires_in_s: 300 } };
const tooSoon = { status: 429, body: { code: "sms_too_soon", title: "发送太频繁", status: 429, retry_after_s: 42 } };

const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });
const refusal = (status: number, code: string) => ({ status, body: { code, title: code, status } });
const created = { status: 201, body: { member: {}, card: {}, success_text: "登记成功" } };

function opened() {
  const scope = effectScope();
  scopes.push(scope);
  return scope.run(useEnrolment)!;
}

async function filledIn() {
  const enrolment = opened();
  enrolment.form.phone = "138 0000 0002";
  await enrolment.phoneGiven();
  enrolment.form.code = "１２３４５６";
  await enrolment.codeGiven();
  enrolment.levelGiven();
  return enrolment;
}

const scopes: ReturnType<typeof effectScope>[] = [];
afterEach(() => {
  scopes.splice(0).forEach((scope) => scope.stop());
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("registering at the till", () => {
  it("sends phone, code, the default level and the ID number (REG-06, REG-09)", async () => {
    const sent = gateway(created);
    const { form, state, idGiven } = await filledIn();
    form.idNumber = "44010619900101123x";
    await idGiven();
    expect(state.step).toBe("done");
    expect(sent[0]?.body).toEqual({ phone: "13800000002", sms_code: "123456", level: "lvl_2", id_number: "44010619900101123X" });
  });

  it("counts one press once", async () => {
    const sent = gateway(created, created);
    const { skipId } = await filledIn();
    await Promise.all([skipId(), skipId()]);
    expect(sent).toHaveLength(1);
  });

  it("asks again with the same key and form while the outcome is unknown", async () => {
    const sent = gateway("lost", { status: 503, body: { code: "outcome_unknown", title: "", status: 503 } }, created);
    const { state, skipId, submit } = await filledIn();
    await skipId();
    expect(state.unsure).toBe(true);
    await submit();
    expect(state.unsure).toBe(true);
    await submit();
    expect(state).toMatchObject({ unsure: false, step: "done" });
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[2]?.body).toEqual(sent[0]?.body);
  });

  it("does not say that the form has left while there is no network", async () => {
    gateway("lost", "lost", { status: 503, body: { code: "outcome_unknown", title: "", status: 503 } }, "lost", created);
    const { state, skipId, submit } = await filledIn();
    const network = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    await skipId();
    expect(state).toMatchObject({ unsure: true, left: "no" });
    network.mockReturnValue(true);
    await submit();
    expect(state.left).toBe("maybe");
    await submit();
    expect(state.left).toBe("yes");
    network.mockReturnValue(false);
    await submit();
    expect(state.left).toBe("yes");
    await submit();
    expect(state).toMatchObject({ unsure: false, step: "done" });
  });

  it("keeps the form when the first answer after a corrected code is lost", async () => {
    const sent = gateway(refusal(422, "sms_code_wrong"), "lost", created);
    const { form, state, skipId, codeGiven, submit } = await filledIn();
    await skipId();
    form.code = "654321";
    await codeGiven();
    await submit();
    expect(state.step).toBe("done");
    expect(sent[2]).toEqual(sent[1]);
    expect(sent[1]?.key).not.toBe(sent[0]?.key);
  });

  it("goes back to the code when it was wrong, and then straight on (REG-07)", async () => {
    gateway(refusal(422, "sms_code_wrong"), created);
    const { form, state, skipId, codeGiven } = await filledIn();
    await skipId();
    expect(state).toMatchObject({ step: "code", fixingCode: true });
    expect(form.code).toBe("");
    form.code = "654321";
    await codeGiven();
    expect(state.step).toBe("done");
  });
});

describe("a code that was sent a moment ago", () => {
  it("is asked for again when this form sent it", async () => {
    smsGateway(sent, tooSoon);
    const { form, state, phoneGiven, sendSms } = opened();
    form.phone = "13800000002";
    await phoneGiven();
    await sendSms();
    expect(state).toMatchObject({ step: "code", smsToMasked: "138****0002", problem: { code: "sms_too_soon" } });
  });

  it("is no use when it was sent elsewhere: the phone waits, and no number is shown whole", async () => {
    smsGateway(tooSoon, sent);
    const { form, state, heldFor, phoneGiven } = opened();
    form.phone = "13800000002";
    await phoneGiven();
    expect(state).toMatchObject({ step: "phone", smsToMasked: "", problem: null });
    expect(state.hint).toContain("别处");
    expect(heldFor.value).toBe(42);
    await phoneGiven();
    expect(state.step).toBe("phone");

    form.phone = "13800000003";
    expect(heldFor.value).toBe(0);
    await phoneGiven();
    expect(state).toMatchObject({ step: "code", smsToMasked: "138****0002" });
  });

  it("stays spent when another cannot be sent yet", async () => {
    const { form, state, phoneGiven, sendSms, codeGiven, levelGiven, skipId } = opened();
    gateway(refusal(422, "sms_code_gone"));
    form.phone = "13800000002";
    await phoneGiven();
    form.code = "123456";
    await codeGiven();
    levelGiven();
    await skipId();
    smsGateway(tooSoon);
    await sendSms();
    expect(state).toMatchObject({ step: "code", smsTo: "" });
  });
});

it.each([
  ["phone_taken", "phone"],
  ["sms_code_gone", "code"],
  ["sms_code_needed", "code"],
  ["id_number_malformed", "id"],
  ["unauthenticated", null],
])("a refusal %s is put right on step %s", (code, step) => {
  expect(stepToFix(code)).toBe(step);
});

it.each(["13800000002", "+86 138-0000-0002", "0086１３８００００ ０００２"])("reads the phone %j", (typed) => {
  expect(phoneOf(typed)).toBe("13800000002");
});

it("reads an ID number typed with blanks and a small x", () => {
  expect(idNumberOf("440106 19900101 123ｘ")).toBe("44010619900101123X");
});
