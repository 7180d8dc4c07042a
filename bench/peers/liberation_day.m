% Peer of bench/liberation_day_bench.cc: the published way of solving the headline experiment of Ignatenko, Lashkaripour, Macedoni
% and Simonovska (2025, JIE), written from the paper's equations. One fsolve call on the full system of 3 N equations (labour
% markets with one replaced by the numeraire, budgets, labour supply), from all hats one, with a difference Jacobian.
% usage: octave liberation_day.m FOLDER   (FOLDER holds base.csv and share.csv written by the bench)
% base.csv: one row per country: income, spending, transfer, profit share, tariff exponent. share.csv: row importer, column
% exporter: spending shares. tariff.csv: same layout. Prints seconds of CPU, iterations, residual and the welfare change of country 185.
1;
function [f, welfare] = equilibrium(x, d)
  n = d.n;
  w = abs(x(1:n)); e = abs(x(n+1:2*n)); l = abs(x(2*n+1:3*n));
  cost = (w ./ l .^ d.psi) .^ (-d.eps);
  weight = d.share .* cost' .* (1 + d.tariff) .^ (-d.eps * d.phi);
  total = sum(weight, 2);
  spending = d.spending .* e;
  y = w .* l .* d.income;
  value = (weight ./ total) .* spending;
  flow = value ./ (1 + d.tariff);
  revenue = sum(value - flow, 2);
  tax = revenue ./ y;
  price = (e ./ w) .^ (1 - d.phi) .* total .^ (-1 / d.eps);
  labour = sum((1 - d.nu) .* flow, 1)' + d.nu .* sum(flow, 2) - y;
  labour(n) = mean((price - 1) .* d.spending);
  budget = revenue + y + d.transfer * (sum(y) / sum(d.income)) - spending;
  supply = l - (w ./ (price .* (1 - tax))) .^ d.kappa;
  f = [labour / mean(d.income); budget / mean(d.income); supply];
  delta = d.spending ./ (d.spending - d.kappa / (1 + d.kappa) * (1 - tax) .* d.income);
  welfare = 100 * (delta .* e ./ price + (1 - delta) .* w .* l ./ price - 1);
end
folder = argv(){end};
b = csvread(fullfile(folder, 'base.csv'));
d = struct('n', rows(b), 'income', b(:,1), 'spending', b(:,2), 'transfer', b(:,3), 'nu', b(:,4), 'phi', b(:,5), ...
           'share', csvread(fullfile(folder, 'share.csv')), 'tariff', csvread(fullfile(folder, 'tariff.csv')), ...
           'eps', 4, 'kappa', 0.5, 'psi', 0.67 / 4);
start = cputime();
[x, f, info, out] = fsolve(@(x) equilibrium(x, d), ones(3 * d.n, 1), optimset('TolFun', 1e-12, 'TolX', 1e-12, 'MaxIter', 200, 'MaxFunEvals', 1e6));
seconds = cputime() - start;
[f, welfare] = equilibrium(x, d);
printf('%.6f %d %.3e %.12f\n', seconds, out.iterations, max(abs(f)), welfare(185));
