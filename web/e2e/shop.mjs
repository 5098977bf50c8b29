// What the owner sets up before the stories at the till.

/** The back office's API, with the owner signed in: `ask(method, path, body)`, answered JSON. */
export async function owner(town) {
  const base = `${town.gateway.url}/v1/office`;
  const json = { "content-type": "application/json" };
  const signedIn = await fetch(`${base}/sign-in`, { method: "POST", headers: json, body: JSON.stringify({ login: "owner", password: "kabao-demo" }) });
  if (!signedIn.ok) throw new Error(await signedIn.text());
  const cookie = signedIn.headers.getSetCookie()[0].split(";")[0];
  let keys = 0;
  return async (method, path, body) => {
    const headers = { ...json, cookie, "idempotency-key": `owner-${process.hrtime.bigint()}-${(keys += 1)}` };
    const answer = await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

export const ONCE = "新客首充 100";
export const ALWAYS = "老客充 200";

/** Points are worth money, top-ups are rewarded, and one level is sold. */
export async function openShop(town) {
  const ask = await owner(town);
  await ask("PUT", "/programs/redeem", { way: { mode: "ratio", points_per_yuan: "100", calc: "fen" } });
  await ask("PUT", "/programs/stored-value", { program: { points_per_yuan: "100" }, reason: "积分可转储值" });
  const rule = (name, principal, balance, once) =>
    ask("POST", "/recharge-rules", { name, principal, once_per_member: once, terms: { gifts: { balance } } });
  await rule(ONCE, 10_000, 1_000, true);
  await rule(ALWAYS, 20_000, 2_000, false);
  const { levels } = await ask("GET", "/programs/level");
  const { id, name, rank, description, benefits, terms } = levels.find((level) => level.name === "金卡");
  await ask("PUT", `/levels/${id}`, { name, rank, description, benefits, terms: { ...terms, price: 9_900 } });
  return ask;
}
