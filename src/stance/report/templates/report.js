"use strict";
(() => {
  const holder = document.getElementById("data");
  const $ = (id) => document.getElementById(id);

  // ------------------------------------------------------------------ dropped files
  const drop = $("drop");
  if (drop) {
    const file = $("file");
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; $("form").requestSubmit(); }
    });
    $("form").addEventListener("submit", () => { $("waiting").textContent = "Reading …"; });
  }
  if (!holder) return;

  // --------------------------------------------------------------------------- data
  const data = JSON.parse(holder.textContent);
  const PAGE = 50;
  const SIGNS = { engage: "○", pressure: "■", undecided: "·" };
  const WORDS = { engage: "engage/concede", pressure: "maintain pressure", undecided: "not decided" };
  const name = (list, index) => (index < 0 ? "" : list[index]);
  const rows = data.rows.map((row, index) => {
    const [article, quote, text, spans, kind, cue, speaker, mention, entities, about, stance, probability, decided, organisation, country] = row;
    const [doc, title, source, date] = data.articles[article];
    const known = {
      index, article, quote, text, spans, kind, cue, entities, about, probability, doc, title, source, date,
      stance: data.stances[stance], decided: Boolean(decided), side: decided ? (stance ? "pressure" : "engage") : "undecided",
      speaker: name(data.speakers, speaker), mention: mention || ["", "", "", "", ""],
      organisation: name(data.organisations, organisation), country: name(data.countries, country),
    };
    known.haystack = [text, known.speaker, known.mention[3], title, source].join("\n").toLowerCase();
    return known;
  });

  const element = (tag, text, classes) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (classes) made.className = classes;
    return made;
  };
  const percent = (share) => `${Math.round(100 * share)} %`;
  const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

  // ------------------------------------------------------------------------- filter
  const form = $("filter");
  const fields = Object.fromEntries(["search", "speaker", "organisation", "country", "source", "from", "to", "sure"].map((key) => [key, $(`f-${key}`)]));
  const sides = [...form.querySelectorAll('input[name="side"]')];
  const exact = {};
  const options = (list, values) => {
    const counts = new Map();
    for (const value of values) if (value) counts.set(value, (counts.get(value) || 0) + 1);
    for (const [value] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 1000)) {
      const made = element("option", value);
      made.value = value;
      list.append(made);
    }
    return counts.size;
  };
  options($("l-speaker"), rows.map((row) => row.speaker));
  for (const key of ["organisation", "country", "source"]) {
    const list = key === "organisation" ? $("l-organisation") : fields[key];
    if (!options(list, rows.map((row) => row[key]))) fields[key].closest("label").hidden = true;
  }
  if (!rows.some((row) => row.date)) for (const key of ["from", "to"]) fields[key].closest("label").hidden = true;

  const has = (value, key) => {
    const wanted = fields[key].value.trim();
    if (!wanted) return true;
    return exact[key] === wanted ? value === wanted : value.toLowerCase().includes(wanted.toLowerCase());
  };
  const passes = (row, words, chosen, sure) =>
    chosen.has(row.side) && row.probability >= sure &&
    has(row.speaker, "speaker") && has(row.organisation, "organisation") &&
    (!fields.country.value || row.country === fields.country.value) &&
    (!fields.source.value || row.source === fields.source.value) &&
    (!fields.from.value || (row.date && row.date >= fields.from.value)) &&
    (!fields.to.value || (row.date && row.date <= fields.to.value)) &&
    words.every((word) => row.haystack.includes(word));

  // -------------------------------------------------------------------------- table
  const table = $("table");
  const body = table.tBodies[0];
  const pager = document.querySelector(".pager");
  const order = { key: "sure", down: true };
  let shown = rows;
  let page = 0;
  const collator = new Intl.Collator("en", { numeric: true });
  const RANK = { engage: 0, undecided: 1, pressure: 2 };
  const compare = {
    stance: (a, b) => RANK[a.side] - RANK[b.side] || b.probability - a.probability,
    sure: (a, b) => a.decided - b.decided || a.probability - b.probability,
    speaker: (a, b) => (a.speaker === "") - (b.speaker === "") || collator.compare(a.speaker, b.speaker),
    text: (a, b) => collator.compare(a.text, b.text),
    article: (a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0),
  };
  const sorted = (list) => {
    const sign = order.down ? -1 : 1;
    return [...list].sort((a, b) => sign * compare[order.key](a, b) || a.index - b.index);
  };

  const line = (row) => {
    const made = element("tr");
    const stance = element("td");
    const sign = element("span", SIGNS[row.side], `sign ${row.side}`);
    sign.setAttribute("aria-hidden", "true");
    stance.append(sign, ` ${WORDS[row.side]}`);
    if (!row.decided) stance.append(element("small", `leans to ${row.stance}`, "lean"));
    const who = element("td", row.speaker || "(no source)", row.speaker ? "" : "lean");
    if (row.mention[3] && row.mention[3] !== row.speaker) who.append(element("small", row.mention[3]));
    const says = element("td");
    const link = element("a", row.text.length > 600 ? `${row.text.slice(0, 600)}…` : row.text);
    link.href = `#q-${row.index}`;
    link.dataset.goto = row.index;
    says.append(link);
    const where = element("td", row.title);
    const origin = element("small", row.source && row.date ? `${row.source} · ` : row.source);
    origin.append(element("span", row.date, "date"));
    where.append(origin);
    made.append(stance, element("td", percent(row.probability), row.decided ? "n" : "n lean"), who, says, where);
    return made;
  };
  const draw = (all = false) => {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const part = all ? shown : shown.slice(page * PAGE, (page + 1) * PAGE);
    body.replaceChildren(...part.map(line));
    pager.hidden = pages === 1;
    $("page").textContent = `page ${page + 1} of ${pages}`;
    $("previous").disabled = page === 0;
    $("next").disabled = page === pages - 1;
  };

  const marks = new Map();
  for (const mark of document.querySelectorAll(".q")) {
    const index = Number(mark.dataset.q);
    if (!marks.has(index)) marks.set(index, []);
    marks.get(index).push(mark);
  }
  const articles = [...document.querySelectorAll(".article")];
  const count = () => {
    const tally = { engage: 0, pressure: 0, undecided: 0 };
    for (const row of shown) tally[row.side] += 1;
    const of = shown.length === rows.length ? plural(rows.length, "quote") : `${shown.length.toLocaleString("en")} of ${plural(rows.length, "quote")}`;
    $("status").textContent = `${of}: ${tally.engage} engage/concede, ${tally.pressure} maintain pressure, ${tally.undecided} not decided.`;
  };
  const apply = () => {
    const words = fields.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = new Set(sides.filter((box) => box.checked).map((box) => box.value));
    const sure = Number(fields.sure.value) / 100;
    $("o-sure").textContent = `${fields.sure.value} %`;
    const kept = rows.filter((row) => passes(row, words, chosen, sure));
    const filtered = kept.length !== rows.length;
    const inside = new Set(kept.map((row) => row.index));
    const holding = new Set(kept.map((row) => row.article));
    for (const [index, pieces] of marks) for (const piece of pieces) piece.classList.toggle("out", !inside.has(index));
    articles.forEach((article, index) => { article.hidden = filtered && !holding.has(index); });
    $("matching").textContent = filtered ? ` Shown are the ${plural(holding.size, "article")} with quotes that pass the filter above; other quotes in them are not marked.` : "";
    shown = sorted(kept);
    page = 0;
    count();
    draw();
  };

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    if (rows.length < 1000) apply();
    else waiting = setTimeout(apply, 150);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  form.addEventListener("reset", () => { for (const key of Object.keys(exact)) delete exact[key]; setTimeout(apply); });
  $("previous").addEventListener("click", () => { page -= 1; draw(); });
  $("next").addEventListener("click", () => { page += 1; draw(); });
  for (const head of table.tHead.rows[0].cells) {
    head.firstElementChild.addEventListener("click", () => {
      const key = head.dataset.key;
      order.down = order.key === key ? !order.down : key === "sure";
      order.key = key;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      shown = sorted(shown);
      page = 0;
      draw();
    });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (link) {
      form.reset();
      fields[link.dataset.filter].value = exact[link.dataset.filter] = link.dataset.value;
      if (link.dataset.side) for (const box of sides) box.checked = box.value === link.dataset.side;
      apply();
      return;
    }
    const goto = event.target.closest("a[data-goto]");
    if (goto) { event.preventDefault(); visit(Number(goto.dataset.goto)); }
  });

  // ----------------------------------------------------------------------- passages
  const visit = (index) => {
    const mark = $(`q-${index}`);
    if (!mark) return;
    const article = mark.closest("details");
    article.hidden = false;
    article.open = true;
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
    history.replaceState(null, "", `#q-${index}`);
  };
  const tip = $("tip");
  let described = null;
  const hide = () => {
    tip.hidden = true;
    if (described) described.removeAttribute("aria-describedby");
    described = null;
  };
  const show = (mark) => {
    const row = rows[Number(mark.dataset.q)];
    hide();
    tip.replaceChildren();
    const who = element("p");
    who.append(element("b", row.speaker || "(no source)"));
    if (row.mention[3] && row.mention[3] !== row.speaker) who.append(`, ${row.mention[3]}`);
    const lean = row.decided ? "" : `, leans to ${row.stance}`;
    tip.append(who, element("p", `${SIGNS[row.side]} ${WORDS[row.side]}${lean}, ${percent(row.probability)} sure`));
    tip.append(element("p", `${row.kind} quote${row.cue ? `, “${row.cue}”` : ""}`));
    const about = (row.about || []).filter(Boolean);
    if (about.length) tip.append(element("p", `about: ${about.join(" → ")}`));
    const named = [...new Set(row.entities.map(([entity, label]) => `${entity} (${label})`))];
    if (named.length) tip.append(element("p", `entities: ${named.slice(0, 12).join(", ")}${named.length > 12 ? " …" : ""}`));
    tip.hidden = false;
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8));
    const below = box.bottom + 8;
    const top = below + tip.offsetHeight > innerHeight && box.top > tip.offsetHeight + 8 ? box.top - tip.offsetHeight - 8 : below;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${top + scrollY}px`;
    mark.setAttribute("aria-describedby", "tip");
    described = mark;
  };
  const over = (event) => event.target.closest && event.target.closest(".q");
  document.addEventListener("mouseover", (event) => {
    const mark = over(event);
    if (mark && mark !== described) show(mark);
    else if (!mark && described && !tip.contains(event.target) && document.activeElement !== described) hide();
  });
  document.addEventListener("focusin", (event) => { const mark = over(event); if (mark) show(mark); else hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // ------------------------------------------------------------------------ as CSV
  const COLUMNS = ["doc", "quote", "text", "start", "end", "spans", "kind", "cue", "speaker", "mention", "mention_start", "mention_end", "role", "speaker_type", "entities", "actor", "lever", "target", "stance", "probability", "decided", "title", "source", "date", "organisation", "country"];
  const cells = (row) => {
    const spans = row.spans.map(([start, end]) => `${start}:${end}`).join(" ");
    const entities = row.entities.map(([entity, label]) => `${entity} (${label})`).join("; ");
    const ends = row.spans.length ? [row.spans[0][0], row.spans[row.spans.length - 1][1]] : ["", ""];
    return [row.doc, row.quote, row.text, ...ends, spans, row.kind, row.cue, row.speaker, ...row.mention, entities, ...(row.about || ["", "", ""]), row.stance, row.probability, row.decided ? "True" : "False", row.title, row.source, row.date, row.organisation, row.country];
  };
  const cell = (value) => {
    let text = value === null || value === undefined ? "" : String(value);
    if (typeof value === "string" && /^[=+\-@\t\r＝＋－＠]/.test(text)) text = `'${text}`; // no formula
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  $("download").addEventListener("click", () => {
    const csv = [COLUMNS, ...shown.map(cells)].map((row) => row.map(cell).join(",")).join("\r\n");
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", csv, "\r\n"], { type: "text/csv;charset=utf-8" }));
    link.download = "quotes.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });

  // -------------------------------------------------------------------------- print
  const closed = [];
  addEventListener("beforeprint", () => {
    closed.push(...articles.filter((article) => !article.open));
    for (const article of closed) article.open = true;
    draw(true);
  });
  addEventListener("afterprint", () => {
    for (const article of closed.splice(0)) article.open = false;
    draw();
  });

  $("filters").hidden = false;
  if (matchMedia("(max-width: 40rem)").matches) $("filters").open = false;
  table.hidden = false;
  apply();
  if (/^#q-\d+$/.test(location.hash)) visit(Number(location.hash.slice(3)));
})();
