"use strict";

// What the panel says of a number, in the order of questions: how much it is and what that means, how it is computed, from
// which values, by which rule and on what basis. The language of the rules is shown on demand.
const panelText = (() => {
  const { amount, button, chainOf, cite, copying, linkTo, lookUp, make, measured, nodeOf, placeOf, spoken, titleOf } = base;
  const TEXT = {
    status: { not_measured: "Tidak terukur", undefined: "Tidak terdefinisi" },
    steps: "Perhitungan",
    facts: "Aturan dan dasar",
    rule: "Aturan",
    cell: "Sel data",
    constant: "Ditetapkan di",
    law: "Dasar hukum",
    method: "Cara hitung",
    source: "Asal data",
    stated: "Sumber aturan",
    noLaw: "tidak disebut dalam aturan",
    certainty: {
      regulation: "naskah atau sumber resmi ditemukan",
      arithmetic: "terbukti dari tabel yang diterbitkan",
      unverified: "belum diperiksa",
      report: "hanya disebut laporan sumber",
    },
    note: "Keterangan",
    language: "Bahasa aturan",
    parts: (count) => `Dihitung dari ${count} nilai`,
    taken: "Diambil dari",
    columns: ["Bagian", "Nilai", "Sumber"],
    key: "Rincian",
    copy: "Salin rujukan",
    link: "Salin tautan",
  };

  const figureOf = (id) => id.split("[")[0];

  const lower = (text) => (/^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);

  function rounded(digits) {
    if (digits === undefined) return "";
    return `, dibulatkan ${digits ? `${digits} desimal` : "ke bilangan bulat"}, setengah menjauhi nol`;
  }

  // --- The answer ------------------------------------------------------------------------------------------------------

  function summary(id) {
    const node = nodeOf(id);
    const heading = make("h2", { id: "telusur-judul", tabIndex: -1 }, node.title);
    if (node.status) {
      const reason = make("strong", {}, `${TEXT.status[node.status]}. `);
      return [heading, make("p", { className: "telusur-kosong" }, reason, node.value)];
    }
    const text = amount(node);
    const unit = text === node.value && node.unit && make("span", {}, ` ${node.unit}`);
    const value = make("p", { className: `telusur-nilai${text.length > 24 ? " panjang" : ""}` }, text, unit);
    return [heading, value, make("p", { className: "telusur-kalimat" }, sentence(id))];
  }

  /** "Capaian IKM adalah 120,31%: Realisasi dibagi Target …", and where a value was taken over, from what. */
  function sentence(id) {
    const chain = chainOf(id);
    const last = chain[chain.length - 1];
    const [node, end] = [nodeOf(id), nodeOf(last)];
    const told = `${owned(id, node)} adalah ${measured(node)}`;
    const words = end.formula && lookUp("words", figureOf(last));
    const how = words && `${lower(words)}${rounded(end.round)}`;
    if (chain.length === 1) return how ? `${told}: ${how}.` : `${told}${rounded(end.round)}${whence(end)}.`;
    return `${told}, diambil apa adanya dari ${owned(last, end)}${how ? `: ${how}` : whence(end)}.`;
  }

  /** A title with the indicator that it is of, where it does not say so itself: "Capaian (IKM)". */
  function owned(id, node) {
    const short = node.formula && lookUp("shorts", figureOf(id).split(".")[0]);
    return short && !node.title.includes(short) ? `${node.title} (${short})` : node.title;
  }

  function whence(node) {
    const place = placeOf(node, false);
    if (!place || node.formula) return "";
    return isData(node) ? `, tertulis dalam ${place}` : `, ditetapkan dalam ${place}`;
  }

  const isData = (node) => /^(data|archive)\//.test(node.at ?? "");

  // --- The calculation -------------------------------------------------------------------------------------------------

  function steps(node) {
    if (!node.steps?.some((text) => text !== node.value)) return "";
    const sign = (text) => (/^[(\d−-]/.test(text) ? "= " : "→ ");
    const lines = node.steps.map((text, position) => make("li", {}, (position ? sign(text) : "") + text));
    return [make("h3", {}, TEXT.steps), make("ol", { className: "langkah" }, lines)];
  }

  // --- The values it was computed from ---------------------------------------------------------------------------------

  /** Values of figures with the same keys stand side by side, a row for each key; the others in a list. */
  function inputs(node, open) {
    if (!node.parts?.length) return "";
    const heading = node.through ? TEXT.taken : TEXT.parts(node.parts.length);
    const families = new Map();
    for (const id of node.parts) families.set(figureOf(id), [...(families.get(figureOf(id)) ?? []), id]);
    const [first, ...others] = [...families.values()];
    const keys = keysOf(first);
    const alike = others.length && first.length > 1 && others.every((ids) => keysOf(ids) === keys);
    const table = alike ? matrix([first, ...others], open) : list([...families.values()], open);
    return [make("h3", {}, heading), table];
  }

  const keysOf = (ids) => ids.map((id) => id.slice(figureOf(id).length)).join(" ");

  function matrix(columns, open) {
    const shared = columns.map((ids) => sharedTitle(ids.map(titleOf)));
    const named = shared.map((title, at) => title.split(": ").at(-1) || figureOf(columns[at][0]));
    const head = [TEXT.key, ...columns.map((ids, at) => [named[at], make("small", {}, sourceOf(ids))])];
    const rows = columns[0].map((first, row) => {
      const cells = columns.map((ids) => make("td", {}, opening(ids[row], nodeOf(ids[row])?.value ?? "–", open)));
      return make("tr", {}, make("th", { scope: "row" }, restOf(titleOf(first), shared[0])), cells);
    });
    const heads = head.map((content) => make("th", { scope: "col" }, content));
    return make("table", { className: "sejajar" }, make("thead", {}, make("tr", {}, heads)), make("tbody", {}, rows));
  }

  function list(families, open) {
    const bodies = families.map((ids) => {
      const shared = ids.length > 1 ? sharedTitle(ids.map(titleOf)) : "";
      const head = shared && make("tr", {}, make("th", { colSpan: 3, scope: "rowgroup" }, shared));
      return make("tbody", {}, head, ids.map((id) => part(id, restOf(titleOf(id), shared), open)));
    });
    const heads = TEXT.columns.map((name) => make("th", { scope: "col" }, name));
    return make("table", {}, make("thead", {}, make("tr", {}, heads)), bodies);
  }

  const restOf = (title, shared) => (shared ? title.slice(shared.length + 2) : title);

  /** "Nilai, Januari" and "Nilai, Juni" share "Nilai". */
  function sharedTitle(titles) {
    let shared = titles[0];
    for (const title of titles) while (!title.startsWith(shared)) shared = shared.slice(0, -1);
    return shared.slice(0, Math.max(0, shared.lastIndexOf(", ")));
  }

  /** The places of a column of values: one file with its lines, or nothing where there are several. */
  function sourceOf(ids) {
    const places = ids.map((id) => nodeOf(id)?.at?.split(":") ?? []);
    const file = places[0][0];
    if (!file || places.some(([other]) => other !== file)) return "";
    const lines = places.map(([, line]) => Number(line)).filter(Boolean);
    const [low, high] = [Math.min(...lines), Math.max(...lines)];
    return `${file.split("/").pop()}, baris ${low === high ? low : `${low}–${high}`}`;
  }

  function opening(id, text, open) {
    return nodeOf(id) ? button(text, () => open(id), { "data-part": id }) : text;
  }

  function part(id, name, open) {
    const node = nodeOf(id);
    const value = node?.value ?? "";
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, opening(id, name, open)),
      make("td", { className: value.length > 16 ? "panjang" : "" }, value),
      make("td", {}, placeOf(node, false)),
    );
  }

  // --- The rule and what it rests on -----------------------------------------------------------------------------------

  function facts(id, node, end) {
    const cited = node.cite && lookUp("citations", node.cite);
    const own = cited?.kind ?? (cited && "law");
    const law = own === "law" ? cited : lookUp("citations", lookUp("bases", figureOf(id).split(".")[0]) ?? "");
    const rows = [
      [TEXT.cell, isData(end) && placeOf(end, true)],
      [TEXT.rule, !isData(node) && placeOf(node, true)],
      [TEXT.constant, end !== node && !isData(end) && !end.formula && placeOf(end, true)],
      [TEXT.law, node.formula && (law ? shownCitation(law) : TEXT.noLaw)],
      [TEXT.method, own === "method" && shownCitation(cited)],
      [TEXT.stated, own === "source" && shownCitation(cited)],
      [TEXT.source, node.from && node.from.map(shownSource)],
      [TEXT.note, node.note],
    ].filter(([, content]) => content);
    if (!rows.length) return "";
    const terms = rows.map(([name, content]) => [make("dt", {}, name), make("dd", {}, content)]);
    return [make("h3", {}, TEXT.facts), make("dl", {}, terms), language(id, node)];
  }

  const shownCitation = (cited) => [cited.title, make("small", {}, TEXT.certainty[cited.certainty])];

  function shownSource(number) {
    const source = base.all().sources[number];
    return make("p", {}, source.title, make("small", {}, [source.note, source.file].filter(Boolean).join(" · ")));
  }

  function language(id, node) {
    if (!node.formula) return "";
    const code = make("p", {}, make("code", {}, `${figureOf(id)} = ${node.formula}`));
    return make("details", {}, make("summary", {}, TEXT.language), code);
  }

  // --- Link and citation -----------------------------------------------------------------------------------------------

  function reference(id, node) {
    const end = nodeOf(chainOf(id).at(-1)) ?? node;
    const computed = end.steps?.length > 1 && `dihitung dari ${end.steps.slice(0, -1).join(" = ")}`;
    const text = () => cite(id, `angka ${node.title} = ${measured(node)} (${id})`, computed, placeOf(node, true));
    const shown = make("p", {}, [node.title, amount(node), id, placeOf(node, true)].filter(Boolean).join(" · "));
    const said = spoken();
    const buttons = [copying(TEXT.copy, text, said), copying(TEXT.link, () => linkTo(id), said)];
    return make("div", { className: "telusur-rujukan" }, shown, make("div", {}, buttons, said));
  }

  /** The last of a chain that a rule computes: what it takes over from a cell or a constant has no basis of its own. */
  const ruled = (chain) => chain.filter((id) => nodeOf(id).formula).at(-1) ?? chain.at(-1);

  /** Everything below the crumbs for an id that has a trace; `open` shows another in its place. */
  function content(id, open) {
    const last = chainOf(id).at(-1);
    const [node, end] = [nodeOf(id), nodeOf(last)];
    const rule = ruled(chainOf(id));
    const chain = last !== id && make("p", { className: "telusur-diambil" }, `${TEXT.taken} `, opening(last, owned(last, end), open));
    return [summary(id), steps(end) && [chain, steps(end)], inputs(end.parts ? end : node, open), facts(rule, nodeOf(rule), end), reference(id, node)];
  }

  return { content };
})();
