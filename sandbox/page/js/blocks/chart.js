// The `data_visualization` block: a drawing, and its values as text for screen readers.

import { h } from "../dom.js";
import { t } from "../words.js";
import { pie } from "./pie.js";
import { plot } from "./plot.js";

export function chart(block) {
  const { chart: data, title } = block;
  const isPie = data.type === "pie";
  const drawing = isPie ? pie(data.segments) : plot(data);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", t("chart.label", { title, kind: t(`chart.${data.type}`), values: describeValues(data) }));
  return h(
    "figure",
    { class: `chart ${data.type}` },
    h("figcaption", {}, title),
    h("div", { class: "drawn" }, drawing, isPie ? shares(data.segments) : names(data.series)),
  );
}

function describeValues(data) {
  if (data.type === "pie") return data.segments.map((item) => `${item.label} ${item.value}`).join(t("list.comma"));
  const line = (series) => series.data.map((point) => `${point.label} ${point.value}`).join(t("list.comma"));
  return data.series.map((series) => `${series.name}: ${line(series)}`).join("; ");
}

function shares(segments) {
  const whole = segments.reduce((sum, item) => sum + item.value, 0);
  const share = (item) => `${item.label}  ${item.value.toLocaleString()} (${((100 * item.value) / whole).toFixed(1)}%)`;
  return legend(segments.map(share));
}

const names = (series) => legend(series.map((item) => item.name));

function legend(labels) {
  const entry = (label, index) => h("li", {}, h("span", { class: `key s${index}` }), label);
  return h("ul", { class: "legend", "aria-hidden": "true" }, labels.map(entry));
}
