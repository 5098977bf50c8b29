import { afterEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";
import { closePage, control, openPage, PATIENCE, playGateway, sees, shown, type } from "./gateway.fixture";

afterEach(() => {
  closePage();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const press = (name: string) => control(name).click();
const TODAY = { "GET /dashboard": "dashboard", "GET /reports/trend": "trend.empty", "GET /reports/stores": "reports.stores" };

it("begins with the day's figures, and yesterday's beside them (RPT-01)", PATIENCE, async () => {
  playGateway(TODAY);
  await openPage("/");
  await sees("今天到 14:20 为止");
  await sees("销售额¥8,642.50▲ 比昨日此时多 18.2%昨日此时 ¥7,310.00");
  await sees("未使用积分1,284,907.5 积分");
  await sees("这段时间没有销售额。");
  await sees("不属于门店");
  expect(location.pathname).toBe("/office/today");
});

it("says that the day's figures cannot be had, and gets them the next time", PATIENCE, async () => {
  const answers: Record<string, string> = { ...TODAY, "GET /dashboard": "problem.unavailable" };
  playGateway(answers);
  await openPage("/today");
  await sees("服务暂时不可用");
  answers["GET /dashboard"] = "dashboard";
  press("再试一次");
  await sees("¥8,642.50");
});

it("shows the rows behind a figure, and a guest as such (RPT-01)", PATIENCE, async () => {
  const asked = playGateway({ "GET /reports/rows": "reports.rows" });
  await openPage("/reports/sales_amount/2026-11-22?store=str_01");
  await sees("11 月 22 日，这些加起来就是那个数字");
  await sees("散客");
  const { query } = asked.find(({ path }) => path === "/reports/rows")!;
  expect(Object.fromEntries(query)).toEqual({ metric: "sales_amount", on: "2026-11-22", store: "str_01" });
});

it("lists and opens only what one may see (ADM-03)", PATIENCE, async () => {
  playGateway({ ...TODAY, "GET /session": "session.manager" });
  await openPage("/staff");
  await sees("您没有看这一页的权限");
  const pages = [...document.querySelectorAll("nav li a")].map((link) => link.textContent);
  expect(pages).toContain("仪表盘");
  expect(pages).toContain("会员");
  expect(pages).not.toContain("员工");
  expect(pages).not.toContain("微信设置");
});

it("asks for the second factor after the password, and sends both (ADM-01)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...TODAY, "GET /session": "problem.unauthenticated", "POST /sign-in": "problem.two_factor_needed" };
  const asked = playGateway(answers);
  await openPage("/today");
  await sees("会员、营销、微信和员工");
  type("账号", "owner");
  type("密码", "correct horse");
  press("登录");
  await sees("打开手机上的身份验证器");
  answers["POST /sign-in"] = "problem.two_factor_wrong";
  type("验证码", "000000");
  press("验证");
  await sees("验证码不对");
  answers["POST /sign-in"] = "session";
  type("验证码", "123456");
  press("验证");
  await sees("今天到 14:20 为止");
  expect(asked.filter(({ path }) => path === "/sign-in").map(({ body }) => body)).toEqual([
    { login: "owner", password: "correct horse" },
    { login: "owner", password: "correct horse", code: "000000" },
    { login: "owner", password: "correct horse", code: "123456" },
  ]);
});

it("lets an owner without a second factor do nothing but enrol one (ADM-01)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...TODAY, "GET /session": "session.must_enrol", "POST /two-factor": "two_factor.begun", "POST /two-factor/confirm": "two_factor.recovery" };
  playGateway(answers);
  await openPage("/today");
  await sees("先启用二次验证");
  expect(document.querySelector("nav")).toBeNull();
  press("开始启用");
  await sees("JBSW Y3DP");
  type("验证码", "123456");
  press("确认启用");
  await sees("k3f7-9x2m");
  answers["GET /session"] = "session";
  expect(document.querySelector<HTMLButtonElement>(".codes .el-button--primary")?.disabled).toBe(true);
  document.querySelector<HTMLInputElement>(".codes input[type=checkbox]")!.click();
  await nextTick();
  press("完成");
  await sees("今天到 14:20 为止");
});

it("takes up an invitation with the token of the fragment, which leaves the address (ADM-09)", PATIENCE, async () => {
  const asked = playGateway({ "POST /invites/accept": null });
  await openPage("/invite#secret-token");
  await sees("欢迎加入");
  expect(location.href).not.toContain("secret-token");
  type("新密码", "short");
  press("设好密码");
  await sees("还差 5 个字符");
  type("新密码", "correct horse");
  type("再输入一次", "correct horse");
  press("设好密码");
  await sees("密码设好了");
  expect(asked.find(({ path }) => path === "/invites/accept")?.body).toEqual({ token: "secret-token", password: "correct horse" });
  expect(asked.every(({ path, query }) => !`${path}?${query}`.includes("secret-token"))).toBe(true);
});

it("says that an invitation is over, and where to get another", PATIENCE, async () => {
  playGateway({ "POST /invites/accept": "problem.invite_over" });
  await openPage("/invite#old");
  await sees("欢迎加入");
  type("新密码", "correct horse");
  type("再输入一次", "correct horse");
  press("设好密码");
  await sees("请让给您发邀请的人再发一个");
});

it("invites somebody for one store and shows the link this once (ADM-09)", PATIENCE, async () => {
  const asked = playGateway({ "GET /staff": "staff", "GET /roles": "roles", "POST /staff": "staff.invited" });
  await openPage("/staff");
  await sees("还没有登录过");
  press("邀请员工");
  await sees("生成邀请链接");
  type("账号", "xiaoliu");
  type("姓名", "刘新");
  type("工号", "3005");
  type("角色", "rol_03");
  document.querySelector<HTMLInputElement>(".stores input[type=checkbox]")!.click();
  await nextTick();
  press("生成邀请链接");
  await sees("/office/invite#k7Qm2vX9rT4wLz8nPb3sYd6hFj1cGa5e");
  const { body, key } = asked.find(({ method, path }) => method === "POST" && path === "/staff")!;
  expect(body).toEqual({ login: "xiaoliu", name: "刘新", number: "3005", role: "rol_03", everywhere: false, stores: ["str_01"] });
  expect(key).toMatch(/^[0-9a-f]{32}$/);
});

it("says in plain words what a role may, and offers no right that one has not (ADM-03)", PATIENCE, async () => {
  playGateway({ "GET /roles": "roles", "GET /staff/rights": "rights" });
  await openPage("/roles");
  await sees("全部功能");
  await sees("查看会员、发送优惠券");
  press("编辑 客服");
  await sees("总部才有效");
  const boxes = [...document.querySelectorAll<HTMLInputElement>("fieldset input")];
  expect(boxes.filter(({ checked }) => checked)).toHaveLength(2);
  expect(boxes.some(({ disabled }) => disabled)).toBe(false);
});

it("shows before and after in the log, and asks for one person's days (ADM-07)", PATIENCE, async () => {
  const asked = playGateway({ "GET /audit": "audit", "GET /audit/choices": "audit.choices" });
  await openPage("/audit");
  await sees("收银台登记的默认卡类型：普通卡 → 金卡");
  await sees("所有人");
  type("操作人", "opr_02");
  type("从", "2026-11-01");
  await vi.waitFor(() => expect(Object.fromEntries(asked.at(-1)!.query)).toEqual({ actor: "opr_02", from: "2026-11-01" }), PATIENCE);
});

it("counts what waits for one, and lets nobody agree with themselves (E19)", PATIENCE, async () => {
  const asked = playGateway({ "GET /approvals": "approvals", "POST /approvals/apr_01/approve": "problem.not_your_own" });
  await openPage("/approvals");
  await sees("您申请的，要别人审批");
  expect(document.querySelector(".badge")?.textContent).toBe("1");
  expect([...document.querySelectorAll(".acts button")].map((one) => one.textContent?.trim())).toEqual(["拒绝", "通过"]);
  press("通过");
  await sees("通过后马上执行");
  [...document.querySelectorAll<HTMLButtonElement>(".el-message-box button")].at(-1)!.click();
  await sees("不能审批自己的申请");
  expect(asked.find(({ path }) => path.endsWith("/approve"))?.key).toMatch(/^[0-9a-f]{32}$/);
});

it("brings something back from the recycle bin (ADM-08)", PATIENCE, async () => {
  const answers: Record<string, string | null> = { "GET /recycle": "recycle", "POST /recycle/goods/gds_01/restore": null };
  playGateway(answers);
  await openPage("/recycle");
  await sees("婴儿湿巾 80 抽");
  answers["GET /recycle"] = "recycle.empty";
  press("恢复 婴儿湿巾 80 抽");
  await sees("回收站是空的");
});

function choose(name: string): void {
  const input = document.querySelector<HTMLInputElement>("input[type=file]")!;
  Object.defineProperty(input, "files", { configurable: true, value: [new File(["PK"], name)] });
  input.dispatchEvent(new Event("change"));
}

it("tries a file before it comes in, and tells what will be left out (REG-14)", PATIENCE, async () => {
  const answers: Record<string, string> = { "GET /imports": "imports", "POST /imports": "import.dry" };
  const asked = playGateway(answers);
  await openPage("/import");
  await sees("十月会员.xls");
  choose("members.csv");
  await sees("请选择 .xls 或 .xlsx 文件");
  choose("十一月会员.xlsx");
  await sees("只检查，不写入");
  press("试运行");
  await sees("可以导入 117 行，3 行有问题，会跳过");
  await sees("和第 7 行的手机号重复");
  answers["POST /imports"] = "import.done";
  press("导入 117 位会员");
  await sees("这一步不能撤销");
  [...document.querySelectorAll<HTMLButtonElement>(".el-message-box button")].at(-1)!.click();
  await sees("已导入 117 位会员，3 行有问题，已跳过");
  const sent = asked.filter(({ method }) => method === "POST");
  expect(sent.map(({ query }) => query.get("dry_run"))).toEqual(["true", "false"]);
  expect(sent.map(({ body }) => (body as FormData).get("file"))).toEqual([expect.any(File), expect.any(File)]);
});

it("lists the members of one import, and says of which day it was (PRF-03)", PATIENCE, async () => {
  const asked = playGateway({ "GET /imports": "imports", "GET /imports/imp_00": "import.done", "POST /members/search": "members", "GET /settings": "settings", "GET /tags": "tags", "GET /views": "views" });
  await openPage("/import");
  await sees("86 位");
  press("86 位");
  await sees("导入于 11 月 22 日");
  expect(location.search).toBe("?import=imp_00");
  expect(asked.find(({ path }) => path === "/members/search")?.body).toMatchObject({ import: "imp_00" });
});

it("goes on with an import that was stopped, after the page was left too (E5)", PATIENCE, async () => {
  const asked = playGateway({ "GET /imports": "imports.stopped", "POST /imports": "import.done" });
  await openPage("/import");
  await sees("上次的「十一月会员.xlsx」只导入到第 50 行，共 120 行");
  choose("十一月会员.xlsx");
  await sees("接着导入");
  press("接着导入");
  await sees("已导入 117 位会员，3 行有问题，已跳过");
  const [sent] = asked.filter(({ method }) => method === "POST");
  expect(Object.fromEntries(sent!.query)).toEqual({ dry_run: "false", resume: "imp_02" });
});

it("says of a file with 1001 rows that nothing of it came in (REG-13)", PATIENCE, async () => {
  playGateway({ "GET /imports": "imports", "POST /imports": "problem.import_too_many_rows" });
  await openPage("/import");
  await sees("把文件拖到这里");
  choose("too-many.xls");
  await sees("只检查，不写入");
  press("试运行");
  await sees("文件有 1001 行，一次最多导入 1000 行还没有写入任何东西。");
});

it("shows how far a file is until it can be taken away (G8)", PATIENCE, async () => {
  const answers: Record<string, string> = { "GET /exports": "exports" };
  playGateway(answers);
  await openPage("/exports");
  await sees("6,200 / 10,000 行");
  expect(document.querySelector("progress")?.value).toBe(620);
  answers["GET /exports"] = "exports.ready";
  await vi.waitFor(() => expect(shown()).not.toContain("6,200"), PATIENCE);
  expect(control<HTMLAnchorElement>("下载 销售-20261122.xlsx").getAttribute("href")).toBe("/v1/office/exports/exp_02/file");
});

it("exports the members that the list is filtered to, and no words of the search (G8)", PATIENCE, async () => {
  const asked = playGateway({ "GET /exports": "exports.ready", "POST /exports": "export.asked", "POST /members/search": "members", "GET /settings": "settings", "GET /tags": "tags", "GET /views": "views" });
  await openPage("/members?source=till&birthday_month=2");
  await sees("来源：门店登记");
  press("导出会员");
  await sees("只导出符合这些条件的会员");
  [...document.querySelectorAll<HTMLButtonElement>(".el-dialog button")].at(-1)!.click();
  await sees("开始导出");
  expect(asked.find(({ method, path }) => method === "POST" && path === "/exports")?.body).toEqual({
    what: "members",
    filter: { source: "till", birthday_month: 2 },
    full: false,
  });
});

it("shows that somebody else has to agree, and looks again (E19)", PATIENCE, async () => {
  const answers: Record<string, string> = { "GET /exports": "exports.asked" };
  const asked = playGateway(answers);
  const looks = () => asked.filter(({ method, path }) => method === "GET" && path === "/exports").length;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  await openPage("/exports");
  await sees("等待审批");
  expect(looks()).toBe(1);
  answers["GET /exports"] = "problem.unavailable";
  await vi.advanceTimersByTimeAsync(10_000);
  expect(looks()).toBe(2);
  expect(shown()).toContain("等待审批");
  expect(document.querySelector("[role=alert]")).toBeNull();
  answers["GET /exports"] = "exports.ready";
  await vi.advanceTimersByTimeAsync(10_000);
  await sees("可以下载");
});

it("says that past imports could not be fetched, and fetches them again (REG-14)", PATIENCE, async () => {
  const answers: Record<string, string> = { "GET /imports": "problem.unavailable" };
  playGateway(answers);
  await openPage("/import");
  await sees("以往导入");
  answers["GET /imports"] = "imports";
  press("再试一次");
  await sees("到头了");
});

it("asks why before a full export, which another person has to agree to (E19, G8)", PATIENCE, async () => {
  const asked = playGateway({ "GET /exports": "exports.ready", "POST /exports": "export.approval" });
  await openPage("/exports");
  await sees("可以下载");
  press("新的导出");
  await sees("按入会的日子");
  document.querySelector<HTMLInputElement>("input[type=checkbox]")!.click();
  await sees("要另一个人审批后才开始");
  type("为什么", "核对短信费用");
  press("提交审批");
  await sees("已提交审批");
  expect(asked.find(({ method, path }) => method === "POST" && path === "/exports")?.body).toEqual({
    what: "members",
    filter: {},
    full: true,
    reason: "核对短信费用",
  });
});

it("warns of points that end with the year, until whoever may see them has read it (CLR-02)", PATIENCE, async () => {
  const answers: Record<string, string> = { ...TODAY, "GET /settings": "settings.ends" };
  playGateway(answers);
  await openPage("/today");
  await sees("2027 年 1 月 1 日零点将清零");
  press("知道了");
  await vi.waitFor(() => expect(shown()).not.toContain("将清零"));
  closePage();
  await openPage("/today");
  await sees("今天到 14:20 为止");
  expect(shown()).not.toContain("将清零");
  closePage();
  answers["GET /session"] = "session.manager";
  await openPage("/today");
  await sees("2027 年 1 月 1 日零点将清零");
  closePage();
  answers["GET /session"] = "session.no_points";
  await openPage("/today");
  await sees("今天到 14:20 为止");
  expect(shown()).not.toContain("将清零");
});
