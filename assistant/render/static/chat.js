// Opens cited articles beside the chat, and keeps the reader's place. Everything shown is HTML that
// the server has escaped; it is parsed with DOMParser, which runs no script and loads nothing.
(() => {
  "use strict";

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const panel = document.createElement("aside");
  panel.id = "cw-panel";
  panel.hidden = true;
  panel.tabIndex = -1;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", "Cited article");

  const bar = document.createElement("div");
  bar.className = "cw-bar";
  const title = document.createElement("strong");
  title.className = "cw-bar-title";
  title.dir = "auto";
  const apart = document.createElement("a");
  apart.textContent = "New tab";
  apart.title = "Open the article in a new tab";
  apart.target = "_blank";
  apart.rel = "noopener noreferrer";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "cw-close";
  close.textContent = "Close";
  close.setAttribute("aria-label", "Close article");
  const place = document.createElement("div");
  place.className = "cw-place";
  bar.append(title, apart, close);
  panel.append(bar, place);

  let opener = null; // the link that has the focus again when the panel closes
  let latest = 0; // answers to earlier clicks that arrive late are dropped

  const say = (text) => {
    const line = document.createElement("p");
    line.className = "cw-notice";
    line.textContent = text;
    place.replaceChildren(line);
  };

  const show = async (link) => {
    const turn = ++latest;
    opener = link;
    apart.href = link.href;
    panel.hidden = false;
    document.body.classList.add("cw-beside");
    for (const each of document.querySelectorAll(".cw-open[aria-current]")) {
      each.removeAttribute("aria-current");
    }
    link.setAttribute("aria-current", "true");
    let article = null;
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      article = page.querySelector("article");
    } catch {
      article = null;
    }
    if (turn !== latest) return;
    title.textContent = article?.querySelector("h2")?.textContent ?? "";
    panel.setAttribute("aria-label", title.textContent || "Cited article");
    if (article) place.replaceChildren(document.importNode(article, true));
    else say("The article could not be loaded. Is citewise still running?");
    panel.focus({ preventScroll: true });
    const mark = place.querySelector("mark");
    if (mark) {
      const room = place.clientHeight - mark.getClientRects()[0].height;
      const top = mark.getBoundingClientRect().top - place.getBoundingClientRect().top;
      place.scrollTop += top - Math.max(0, Math.min(room, place.clientHeight / 3));
    } else place.scrollTop = 0;
  };

  const hide = () => {
    latest++;
    panel.hidden = true;
    document.body.classList.remove("cw-beside");
    if (opener?.isConnected) {
      opener.removeAttribute("aria-current");
      opener.focus();
    } else focusBox();
    opener = null;
  };

  // A touch screen would cover half the page with its keyboard.
  const focusBox = () => {
    if (matchMedia("(hover: hover)").matches) document.querySelector("#cw-box textarea")?.focus();
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a.cw-open");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      show(link);
    } else if (event.target.closest("#cw-stop, #cw-clear, #cw-examples button")) {
      // These go away when pressed, and would take the focus with them.
      setTimeout(focusBox, 50);
      if (event.target.closest("#cw-clear") && !panel.hidden) hide();
    }
  });
  close.addEventListener("click", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) hide();
  });

  // While an answer grows, its question stays at the top, until the reader scrolls.
  let following = null;
  const release = () => (following = null);
  for (const name of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(name, release, { passive: true });
  }
  const follow = () => {
    const busy = document.querySelector("#cw-now .cw-turn[aria-busy=true]");
    if (busy && !busy.dataset.followed) {
      busy.dataset.followed = "yes";
      following = busy;
    }
    following?.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    if (!busy) following = null;
  };

  const start = () => {
    document.body.append(panel);
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
