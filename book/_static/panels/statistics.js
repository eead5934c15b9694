/* The statistics of the panels, as reanalysis.statistics has them; tests hold the two against each other. */
(function () {
  "use strict";

  const HALF_TOLERANCE = 1e-9;

  function bisect(isBelow, low, high) {
    for (let step = 0; step < 200 && high > low; step++) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) break;
      if (isBelow(middle)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }

  /* Quantile of the normal distribution: the series of its integral, solved by halving. */
  function findNormalQuantile(probability) {
    const integral = (z) => {
      let term = z, sum = z;
      for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && k < 400; k += 2) {
        term *= (z * z) / k;
        sum += term;
      }
      return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
    };
    return bisect((z) => integral(z) < probability, 0, 8);
  }

  /* Logarithm of the gamma function (Lanczos 1964, g = 7). */
  function logGamma(x) {
    const terms = [
      676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
      12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];
    if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    const sum = terms.reduce((total, term, i) => total + term / (x + i), 0.99999999999980993);
    const t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /* The incomplete beta function, by its continued fraction (Lentz 1976). */
  function integrateBeta(x, a, b) {
    if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
    if (x > (a + 1) / (a + b + 2)) return 1 - integrateBeta(1 - x, b, a);
    let c = 1, d = 1 / (1 - ((a + b) * x) / (a + 1)), fraction = d;
    for (let m = 1; m < 1000; m++) {
      const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / (1 + even * d);
      c = 1 + even / c;
      fraction *= c * d;
      const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / (1 + odd * d);
      c = 1 + odd / c;
      fraction *= c * d;
      if (Math.abs(c * d - 1) < 1e-16) break;
    }
    const front = a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b);
    return (Math.exp(front) * fraction) / a;
  }

  const findBetaQuantile = (a, b, probability) => bisect((x) => integrateBeta(x, a, b) < probability, 0, 1);

  /* Limits of a proportion by the methods of PROPORTION_METHODS. */
  const proportionMethods = {
    "clopper-pearson": (x, n, level) => limitByBeta([x, n - x + 1], [x + 1, n - x], x, n, level),
    wilson: (x, n, level) => {
      const z = findNormalQuantile((1 + level) / 2), share = x / n, size = 1 + (z * z) / n;
      const centre = (share + (z * z) / (2 * n)) / size;
      const half = (z / size) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
      return [x === 0 ? 0 : centre - half, x === n ? 1 : centre + half];
    },
    jeffreys: (x, n, level) => limitByBeta([x + 0.5, n - x + 0.5], [x + 0.5, n - x + 0.5], x, n, level),
  };

  function limitByBeta(below, above, x, n, level) {
    const tail = (1 - level) / 2;
    return [x === 0 ? 0 : findBetaQuantile(...below, tail), x === n ? 1 : findBetaQuantile(...above, 1 - tail)];
  }

  /* What happened at each distinct time, and who was at risk just before it. */
  function tabulate(rows) {
    const times = [...new Set(rows.map((row) => row.weeks))].sort((a, b) => a - b);
    const tally = (fits) => times.map((time) => rows.filter((row) => fits(row, time)).length);
    const ended = tally((row, time) => row.weeks === time);
    const events = tally((row, time) => row.weeks === time && row.event);
    return {
      weeks: times,
      atRisk: tally((row, time) => row.weeks >= time),
      events,
      censored: ended.map((number, i) => number - events[i]),
    };
  }

  /* The Kaplan–Meier estimate with its limits; one minus the Aalen–Johansen incidence where someone has a competing event. */
  function estimateCurve(rows, level, scale) {
    const table = tabulate(rows);
    if (rows.some((row) => row.competing)) return estimateIncidence(rows, table, level, scale);
    let left = 1, relative = 0;
    const survival = [], variance = [];
    table.atRisk.forEach((n, i) => {
      const d = table.events[i];
      left *= 1 - d / n;
      relative += d / (n * (n - d));
      survival.push(left);
      variance.push(relative);
    });
    const limits = scale === "beta-product" ? limitByProduct(table, level) : limitSurvival(survival, variance, level, scale);
    return { ...table, survival, ...limits };
  }

  /* Its variance is the infinitesimal jackknife: the derivative of the estimate by each patient's weight. */
  function estimateIncidence(rows, table, level, scale) {
    let left = 1, incidence = 0;
    const slope = rows.map(() => ({ left: 0, incidence: 0 }));
    const survival = [], variance = [];
    table.weeks.forEach((time, i) => {
      const n = table.atRisk[i], hazard = table.events[i] / n;
      const other = rows.filter((row) => row.weeks === time && row.competing).length / n;
      rows.forEach((row, j) => {
        const here = row.weeks === time, share = row.weeks >= time ? 1 : 0;
        const dHazard = ((here && row.event ? 1 : 0) - hazard * share) / n;
        const dOther = ((here && row.competing ? 1 : 0) - other * share) / n;
        slope[j].incidence += slope[j].left * hazard + left * dHazard;
        slope[j].left = slope[j].left * (1 - hazard - other) - left * (dHazard + dOther);
      });
      incidence += left * hazard;
      left *= 1 - hazard - other;
      survival.push(1 - incidence);
      variance.push(slope.reduce((sum, one) => sum + one.incidence ** 2, 0) / (1 - incidence) ** 2);
    });
    const limits = limitSurvival(survival, variance, level, scale === "beta-product" ? "log-log" : scale);
    return { ...table, survival, ...limits };
  }

  /* Limits on a scale, from relative variances (Greenwood's sums); not a number where survival is 0. */
  function limitSurvival(survival, variance, level, scale) {
    const z = findNormalQuantile((1 + level) / 2);
    const pairs = survival.map((share, i) => {
      if (!(share > 0)) return [NaN, NaN];
      const error = z * Math.sqrt(variance[i]);
      if (scale === "plain") return [Math.max(share - share * error, 0), Math.min(share + share * error, 1)];
      if (scale === "log") return [share * Math.exp(-error), Math.min(share * Math.exp(error), 1)];
      if (share === 1) return [1, 1];
      const spread = error / Math.abs(Math.log(share));
      return [share ** Math.exp(spread), share ** Math.exp(-spread)];
    });
    return { lower: pairs.map((pair) => pair[0]), upper: pairs.map((pair) => pair[1]) };
  }

  /* The beta-product limits (Fay, Brittain & Proschan 2013), by the method of moments. */
  function limitByProduct(table, level) {
    const tail = (1 - level) / 2;
    const quantile = (mean, square, probability) => {
      if (mean <= 0 || mean >= 1) return mean <= 0 ? 0 : 1;
      const size = (mean - square) / (square - mean ** 2);
      return findBetaQuantile(mean * size, (1 - mean) * size, probability);
    };
    let mean = 1, square = 1;
    const lower = [], upper = [];
    table.atRisk.forEach((n, i) => {
      const d = table.events[i], after = n - d - table.censored[i];
      mean *= (n - d + 1) / (n + 1);
      square *= ((n - d + 1) / (n + 1)) * ((n - d + 2) / (n + 2));
      upper.push(quantile(mean, square, 1 - tail));
      lower.push(quantile((mean * after) / (after + 1), (square * after) / (after + 2), tail));
    });
    return { lower, upper };
  }

  /* The median and its limits (Brookmeyer & Crowley 1982), under the rule midpoint or first. */
  function findMedian(curve, rule) {
    const cross = (values) => {
      const first = values.findIndex((value) => value <= 0.5 + HALF_TOLERANCE);
      if (first < 0) return Infinity;
      if (rule === "midpoint" && Math.abs(values[first] - 0.5) <= HALF_TOLERANCE) {
        const below = values.findIndex((value) => value < 0.5 - HALF_TOLERANCE);
        return (curve.weeks[first] + (below < 0 ? curve.weeks.at(-1) : curve.weeks[below])) / 2;
      }
      return curve.weeks[first];
    };
    return {
      weeks: cross(curve.survival),
      lower: cross(curve.lower.map((value) => (Number.isNaN(value) ? 0 : value))),
      upper: cross(curve.upper),
    };
  }

  panels.statistics = { HALF_TOLERANCE, findBetaQuantile, integrateBeta, logGamma, findNormalQuantile, proportionMethods, estimateCurve, findMedian };
})();
