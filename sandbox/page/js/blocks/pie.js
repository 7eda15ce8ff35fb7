// A pie chart.

import { svg } from "../dom.js";

const R = 90;

export function pie(segments) {
  const whole = segments.reduce((sum, item) => sum + item.value, 0);
  let from = 0;
  const slices = segments.map((item, index) => {
    const to = from + item.value / whole;
    const slice = part(from, to, index);
    from = to;
    return slice;
  });
  return svg("svg", { viewBox: "-100 -100 200 200", width: 180, height: 180 }, slices);
}

function part(from, to, index) {
  const style = { class: `s${index} slice` };
  if (to - from > 0.9999) return svg("circle", { r: R, ...style });
  const [x1, y1] = at(from);
  const [x2, y2] = at(to);
  const large = to - from > 0.5 ? 1 : 0;
  return svg("path", { d: `M0 0 L${x1} ${y1} A${R} ${R} 0 ${large} 1 ${x2} ${y2} Z`, ...style });
}

function at(share) {
  const angle = 2 * Math.PI * share - Math.PI / 2;
  return [(R * Math.cos(angle)).toFixed(2), (R * Math.sin(angle)).toFixed(2)];
}
