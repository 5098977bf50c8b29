// What the console's page shows is asked anew for each account; what it saves is answered in words.
const $ = (selector) => document.querySelector(selector);
const pick = $("#account");
const of = (what) => `/sandbox/accounts/${encodeURIComponent(pick.value)}/${what}`;
const ask = async (path, init) => (await fetch(path, init)).json();

async function show() {
  const account = await ask(of("console"));
  for (const name of ["appid", "secret", "original_id"]) $(`#${name}`).textContent = account[name];
  for (const output of document.querySelectorAll("output")) output.textContent = "";
  $("[name=url]").value = account.url;
  $("[name=token]").value = $("[name=encoding_aes_key]").value = "";
  $("[name=mode]").value = account.url ? account.mode : "safe";
  $("[name=anybody]").checked = account.allowed === null;
  $("[name=allowed]").value = (account.allowed ?? []).join("\n");
  $("[name=domain]").value = account.domain ?? "";
  $("#file").href = of("domain-file");
  $("#file").textContent = account.domain_file;
}

const bodies = {
  allowed: (form) => ({ allowed: form.anybody ? null : form.allowed.split(/\s+/).filter(Boolean) }),
  server: (form) => form,
  domain: (form) => form,
};

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = bodies[form.dataset.save](Object.fromEntries(new FormData(form)));
    const headers = { "content-type": "application/json" };
    const said = await ask(of(form.dataset.save), { method: "PUT", headers, body: JSON.stringify(body) });
    form.querySelector("output").textContent = said.ok ? "保存成功" : (said.why ?? said.title);
  });
}

pick.addEventListener("change", show);
const { accounts } = await ask("/sandbox/state");
pick.append(...accounts.map(({ appid, name }) => new Option(`${name}（${appid}）`, appid)));
const wanted = new URLSearchParams(location.search).get("appid");
if (wanted) pick.value = wanted;
await show();
