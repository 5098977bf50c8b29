// WeChat's consent is no page one can go back to: what follows takes its place in the history.
document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = new URLSearchParams(new FormData(event.target, event.submitter));
  const headers = { accept: "application/json" };
  const answer = await fetch(event.target.action, { method: "POST", body: form, headers });
  location.replace((await answer.json()).go);
});
