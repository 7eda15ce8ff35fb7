// The `data_visualization` block: a drawing, and its values as text for screen readers.

import { h } from "../dom.js";
import { t } from "../words.js";
import { pie } from "./pie.js";
import { plot } from "./plot.js";

export function chart(block) {
  const { chart: shown, title } = block;
  const isPie = shown.type === "pie";
  const drawn = isPie ? pie(shown.segments) : plot(shown);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", t("chart.label", { title, kind: t(`chart.${shown.type}`), values: spoken(shown) }));
  return h(
    "figure",
    { class: `chart ${shown.type}` },
    h("figcaption", {}, title),
    h("div", { class: "drawn" }, drawn, isPie ? shares(shown.segments) : names(shown.series)),
  );
}

function spoken(shown) {
  if (shown.type === "pie") return shown.segments.map((one) => `${one.label} ${one.value}`).join(t("list.comma"));
  const line = (series) => series.data.map((point) => `${point.label} ${point.value}`).join(t("list.comma"));
  return shown.series.map((series) => `${series.name}: ${line(series)}`).join("; ");
}

function shares(segments) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  const share = (one) => `${one.label}  ${one.value.toLocaleString()} (${((100 * one.value) / whole).toFixed(1)}%)`;
  return legend(segments.map(share));
}

const names = (series) => legend(series.map((one) => one.name));

function legend(labels) {
  const entry = (label, index) => h("li", {}, h("span", { class: `key s${index}` }), label);
  return h("ul", { class: "legend", "aria-hidden": "true" }, labels.map(entry));
}
