// Bar, line and area charts on two axes.

import { svg } from "../dom.js";

const WIDTH = 460;
const HEIGHT = 220;
const LEFT = 56;
const BOTTOM = 44;
const TOP = 12;
const STEPS = 4;

export function plot({ type, series, axis_config: axes }) {
  const values = series.flatMap((item) => item.data.map((point) => point.value));
  const scale = scaleOf(Math.min(0, ...values), Math.max(0, ...values));
  const slot = (WIDTH - LEFT) / axes.categories.length;
  const draw = type === "bar" ? bars : (list, how, wide) => curves(list, how, wide, type === "area");
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "plot" },
    grid(scale),
    draw(series, scale, slot),
    labels(axes, slot),
  );
}

function scaleOf(low, high) {
  const rough = (high - low || 1) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((item) => item * power >= rough) * power;
  const [bottom, top] = [Math.floor(low / step) * step, Math.ceil(high / step) * step || step];
  const y = (value) => TOP + ((top - value) / (top - bottom)) * (HEIGHT - TOP - BOTTOM);
  return { bottom, top, step, y };
}

function grid({ bottom, top, step, y }) {
  const lines = [];
  for (let value = bottom; value <= top + step / 2; value += step) {
    lines.push(
      svg("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "grid" }),
      svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, value.toLocaleString()),
    );
  }
  return lines;
}

function bars(series, { y }, slot) {
  const width = (slot * 0.8) / series.length;
  return series.flatMap((item, row) =>
    item.data.map((point, column) => {
      const [high, low] = [Math.min(y(point.value), y(0)), Math.max(y(point.value), y(0))];
      const x = LEFT + slot * (column + 0.1) + width * row;
      return svg("rect", { x, y: high, width, height: Math.max(low - high, 0.5), class: `s${row} bar` });
    }),
  );
}

function curves(series, { y }, slot, filled) {
  return series.flatMap((item, row) => {
    const dots = item.data.map((point, column) => [LEFT + slot * (column + 0.5), y(point.value)]);
    const line = dots.map((dot) => dot.join(",")).join(" ");
    const ground = `${dots[0][0]},${y(0)} ${line} ${dots.at(-1)[0]},${y(0)}`;
    return [
      filled && svg("polygon", { points: ground, class: `s${row} ground` }),
      svg("polyline", { points: line, class: `s${row} curve` }),
      dots.map(([cx, cy]) => svg("circle", { cx, cy, r: 3, class: `s${row} dot` })),
    ];
  });
}

function labels(axes, slot) {
  const every = Math.ceil(axes.categories.length / 8);
  const ticks = axes.categories.map((name, column) => (column % every ? null : [name, column])).filter(Boolean);
  return [
    ticks.map(([name, column]) =>
      svg("text", { x: LEFT + slot * (column + 0.5), y: HEIGHT - BOTTOM + 16, "text-anchor": "middle" }, name),
    ),
    axes.x_label && svg("text", { x: (LEFT + WIDTH) / 2, y: HEIGHT - 6, "text-anchor": "middle" }, axes.x_label),
    axes.y_label && svg("text", { x: 0, y: TOP - 2, class: "unit" }, axes.y_label),
  ];
}
