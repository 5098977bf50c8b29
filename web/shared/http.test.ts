// @vitest-environment node
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Api, createApi, TIMEOUT_MS } from "./http";
import { Intent } from "./intent";
import type { Problem } from "./problem";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let api: Api;
let answers: Answer[];
let keys: (string | undefined)[];
let urls: (string | undefined)[];

const json =
  (status: number, body: unknown): Answer =>
  (_request, response) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
const hangUp: Answer = (request) => request.socket.destroy();

const problemOf = (request: Promise<unknown>) =>
  request.then(
    () => expect.unreachable("the request was not refused"),
    (problem: Problem) => problem,
  );

beforeEach(async () => {
  answers = [];
  keys = [];
  urls = [];
  server = createServer((request, response) => {
    keys.push(request.headers["idempotency-key"] as string | undefined);
    urls.push(request.url);
    const answer = answers.shift() ?? json(500, { code: "unexpected_request", title: "unexpected" });
    request.resume().on("end", () => answer(request, response));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  api = createApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});

afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

describe("a refusal", () => {
  test("keeps its code, its title and its other fields", async () => {
    answers = [json(422, { code: "sms_code_wrong", title: "验证码不正确", status: 422, attempts_left: 3 })];
    const problem = await problemOf(api.post("/register", {}));
    expect(problem).toMatchObject({ code: "sms_code_wrong", title: "验证码不正确", status: 422 });
    expect(problem.number("attempts_left")).toBe(3);
    expect(problem.outcomeUnknown).toBe(false);
  });

  test("that is a proxy's page becomes words a person can read", async () => {
    answers = [(_request, response) => response.writeHead(502).end("<html>Bad Gateway</html>")];
    const problem = await problemOf(api.get("/me"));
    expect(problem).toMatchObject({ code: "unreadable", status: 502, title: "服务暂时不可用，请稍后再试" });
  });

  test("of 401 says that nobody is signed in", async () => {
    answers = [json(401, { code: "unauthenticated", title: "请先登录" })];
    expect((await problemOf(api.get("/me"))).unauthenticated).toBe(true);
  });
});

describe("an answer", () => {
  test("without a body is undefined", async () => {
    answers = [(_request, response) => response.writeHead(204).end()];
    expect(await api.post("/session/end")).toBeUndefined();
  });

  test("that is not JSON is a problem, not a crash", async () => {
    answers = [(_request, response) => response.writeHead(200).end("<html>")];
    expect(await problemOf(api.get("/me"))).toMatchObject({ code: "unreadable" });
  });

  test("that does not come in ten seconds leaves the outcome unknown", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const arrived = new Promise<void>((resolve) => (answers = [() => resolve()]));
    const refused = problemOf(api.post("/register", {}));
    await arrived;
    vi.advanceTimersByTime(TIMEOUT_MS);
    expect(await refused).toMatchObject({ code: "timeout", outcomeUnknown: true });
  });
});

test("query values that are undefined are left out, others are escaped", async () => {
  answers = [json(200, {})];
  await api.get("/offers", { query: { store: undefined, cursor: "a b&c" } });
  expect(urls).toEqual(["/v1/offers?cursor=a+b%26c"]);
});

describe("one press", () => {
  test("keeps its key while the answer is lost, and the next press has a new one", async () => {
    answers = [hangUp, json(201, { id: "cpn_1" }), json(201, { id: "cpn_2" })];
    const intent = new Intent();
    const problem = await problemOf(api.post("/claim", {}, { intent }));
    expect(problem).toMatchObject({ code: "offline", outcomeUnknown: true });
    await api.post("/claim", {}, { intent });
    await api.post("/claim", {}, { intent });
    const [lost, repeated, next] = keys;
    expect(lost).toMatch(/^[0-9a-f]{32}$/);
    expect(repeated).toBe(lost);
    expect(next).not.toBe(lost);
  });

  test("keeps its key over a 5xx, which may hide a finished write", async () => {
    answers = [json(503, { code: "outcome_unknown", title: "暂时无法确认" }), json(201, {})];
    const intent = new Intent();
    await problemOf(api.post("/claim", {}, { intent }));
    await api.post("/claim", {}, { intent });
    expect(keys[1]).toBe(keys[0]);
  });

  test("gets a new key once refused, since nothing was done", async () => {
    answers = [json(422, { code: "sms_code_wrong", title: "验证码不正确" }), json(201, {})];
    const intent = new Intent();
    await problemOf(api.post("/register", { sms_code: "1" }, { intent }));
    await api.post("/register", { sms_code: "1" }, { intent });
    expect(keys[1]).not.toBe(keys[0]);
  });

  test("is another press when the request has changed", async () => {
    answers = [hangUp, json(201, {})];
    const intent = new Intent();
    await problemOf(api.post("/register", { nickname: "a" }, { intent }));
    await api.post("/register", { nickname: "b" }, { intent });
    expect(keys[1]).not.toBe(keys[0]);
  });
});
