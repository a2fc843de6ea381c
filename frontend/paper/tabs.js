// One tab writes. Which tabs are alive in this browser is asked over a channel; across devices the server knows.

const KNOWN = "chainrule-tabs";
const ANSWER_WITHIN = 300; // milliseconds

// A name that nobody else has. (crypto.randomUUID is missing where a site is reached by plain http.)
export function freshName() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The name of this tab: it keeps it over a reload. A duplicated tab brings the name of the one it was made from, in its
// copy of the session storage; the first one answers, and the copy takes another name.
export async function nameOfThisTab(attempt, channel) {
  const key = `chainrule-tab-${attempt}`;
  let name = null;
  try {
    name = sessionStorage.getItem(key);
  } catch {
    // Without storage every reload is a new tab, and the page asks before it takes over.
  }
  if (name && (await isAlive(name, channel))) name = null;
  name ??= freshName();
  try {
    sessionStorage.setItem(key, name);
    const known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
    if (!known.includes(name)) localStorage.setItem(KNOWN, JSON.stringify([...known, name].slice(-20)));
  } catch {
    // As above.
  }
  return name;
}

export function answerCalls(channel, name) {
  channel.addEventListener("message", ({ data }) => data.who === name && channel.postMessage({ here: name }));
}

function isAlive(name, channel) {
  return new Promise((resolve) => {
    const hear = ({ data }) => data.here === name && done(true);
    const timer = setTimeout(() => done(false), ANSWER_WITHIN);
    const done = (alive) => {
      clearTimeout(timer);
      channel.removeEventListener("message", hear);
      resolve(alive);
    };
    channel.addEventListener("message", hear);
    channel.postMessage({ who: name });
  });
}

// Whether a tab of this browser held the paper and is gone: then the paper is ours again without asking.
export async function isDeadTabOfOurs(owner, channel) {
  try {
    const known = JSON.parse(localStorage.getItem(KNOWN) ?? "[]");
    return known.includes(owner) && !(await isAlive(owner, channel));
  } catch {
    return false;
  }
}
