// Asking the site to run something, and looking again until it has: at once on a laptop, by way of a queue elsewhere.

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const token = () => document.querySelector("meta[name=csrf-token]").content;

async function answerOf(response) {
  const said = await response.text();
  try { return JSON.parse(said); } catch { return { error: said.length < 300 && said ? said : `The site answers ${response.status}. Try again.` }; }
}

// What came of it: {html, ...} or {error}. `signal` gives up, and tells the site so.
export async function ask(address, body, signal, note) {
  const headers = { "X-CSRFToken": token(), "Content-Type": "application/json", Accept: "application/json" };
  let stop;
  const giveUp = () => stop && fetch(stop, { method: "POST", headers, keepalive: true }).catch(() => {});
  try {
    let response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), signal });
    let answer = await answerOf(response);
    while (response.status === 202) {
      stop = answer.stop;
      note(answer.note);
      await wait(answer.after);
      if (signal.aborted) break;
      response = await fetch(answer.look, { headers, signal });
      answer = await answerOf(response);
    }
    if (!signal.aborted) return answer;
  } catch (error) {
    if (!signal.aborted) return { error: "No connection to the site. Try again." };
  }
  giveUp();
  return { error: "Stopped." };
}
