(() => {
  const form = document.querySelector(".filters");
  const cases = [...document.querySelectorAll(".case")];
  const [button, count] = [form.querySelector("button"), form.querySelector("output")];
  const has = (list, one) => !one || (list ?? "").split(" ").includes(one);
  const filter = () => {
    const { state, kind, tag, file, text } = Object.fromEntries(new FormData(form));
    const words = text.trim().toLowerCase();
    for (const one of cases) {
      const { dataset } = one;
      one.hidden = !(
        has(dataset.state, state) && has(dataset.kinds, kind) && has(dataset.tags, tag) &&
        has(dataset.file, file) && one.textContent.toLowerCase().includes(words)
      );
    }
    const left = cases.filter((one) => !one.hidden);
    count.textContent = `${left.length} of ${cases.length} cases`;
  };
  const open = (all) => cases.forEach((one) => (one.open = all));
  button.addEventListener("click", () => {
    const all = button.textContent === "Open all";
    open(all);
    button.textContent = all ? "Close all" : "Open all";
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  // A link to a case that is filtered away shows it again.
  addEventListener("hashchange", () => {
    const one = document.querySelector(location.hash || "#cases").closest(".case");
    if (one) one.hidden = false;
  });
  let before = [];
  addEventListener("beforeprint", () => {
    before = cases.map((one) => one.open);
    open(true);
  });
  addEventListener("afterprint", () => cases.forEach((one, n) => (one.open = before[n])));
  form.hidden = false;
  filter();
})();
