% Peer of bench/caliendo_parro_bench.cc: the nested loop by which Caliendo and Parro (2015, REStud 82(1)) solve their model, written
% from the paper's equations (10)-(15) and its description of the algorithm; none of the authors' code is used. Guess wages; inner loop:
% costs and prices at these wages until prices move less than 1e-7; trade shares; spending of all countries and sectors from one dense
% linear system; then wages move by a fifth of excess demand relative to value added, until they move less than 1e-7 in sum. Loops
% over sectors are explicit and the rest is in vectors.
% usage: octave-cli caliendo_parro.m FOLDER [CAP]   (files written by the bench: raw doubles, last index fastest)
% Prints seconds of CPU, outer iterations, the last value of the criterion, the largest relative difference of wages from Cobden's
% (same numeraire), and 1, or 0 when cut at CAP seconds of CPU (600).
1;
function x = read_cube(folder, name, shape)   % shape as in the file, last index fastest; returned in that order of indices
  file = fopen(fullfile(folder, [name '.f64']), 'r');
  x = fread(file, Inf, 'double');
  fclose(file);
  if numel(shape) > 1
    x = permute(reshape(x, fliplr(shape)), numel(shape):-1:1);
  end
end

function [p, c] = prices(w, p, d)   % equations (10) and (11)
  do
    before = p;
    c = zeros(d.S, d.N);
    for n = 1:d.N
      c(:, n) = exp(d.gv(:, n) * log(w(n)) + d.gamma{n}' * log(p(:, n)));
    end
    for s = 1:d.S
      if d.traded(s)
        p(s, :) = (d.weight{s} * (c(s, :)' .^ -d.theta(s)))' .^ (-1 / d.theta(s));
      else
        p(s, :) = c(s, :);
      end
    end
  until max(abs(p(:) - before(:))) < d.tolerance
end

folder = argv(){1};
cap = 600;
if numel(argv()) > 1
  cap = str2double(argv(){2});
end
sizes = load('-ascii', fullfile(folder, 'sizes.txt'));
N = sizes(1); S = sizes(2);
share = read_cube(folder, 'share', [S N N]);
tariff = read_cube(folder, 'tariff', [S N N]);
tariff_new = read_cube(folder, 'tariff_new', [S N N]);
gamma = read_cube(folder, 'gamma', [S S N]);
alpha = read_cube(folder, 'alpha', [S N]);
VA = read_cube(folder, 'value_added', N);
ours = read_cube(folder, 'wage_ours', N);
d = struct('N', N, 'S', S, 'gv', read_cube(folder, 'gamma_va', [S N]), 'theta', read_cube(folder, 'theta', S), 'tolerance', 1e-7);
d.gamma = cell(N, 1);
for n = 1:N
  d.gamma{n} = gamma(:, :, n);
end

start = cputime();
d.weight = power = cell(S, 1);
d.traded = false(S, 1);
for s = 1:S
  pi = squeeze(share(s, :, :));
  power{s} = 1 + squeeze(tariff_new(s, :, :));
  d.weight{s} = pi .* (power{s} ./ (1 + squeeze(tariff(s, :, :)))) .^ -d.theta(s);
  d.traded(s) = any(diag(pi) < 1);
end
w = ones(N, 1);
p = ones(S, N);
iterations = 0;
criterion = Inf;
while criterion > d.tolerance && cputime() - start < cap
  [p, c] = prices(w, p, d);
  % Shares (12), and spending (13): X(s,n) = sum_k gamma(s,k,n) sum_i pi(k,i,n)/tau X(k,i) + alpha (w VA + tariff revenue).
  net = cell(S, 1);
  duty = zeros(S, N);
  system = eye(S * N);
  for s = 1:S
    if d.traded(s)
      net{s} = d.weight{s} .* (c(s, :) .^ -d.theta(s)) ./ (p(s, :)' .^ -d.theta(s));
      duty(s, :) = sum(net{s} .* (1 - 1 ./ power{s}), 2)';
      net{s} = net{s} ./ power{s};
    else
      net{s} = eye(N);
    end
  end
  for k = 1:S   % column block of X(k, :): sector s is the fast index of a country's block
    for n = 1:N
      rows = (n - 1) * S + (1:S);
      system(rows, k:S:end) -= gamma(:, k, n) * net{k}(:, n)';
      system(rows, (n - 1) * S + k) -= alpha(:, n) * duty(k, n);
    end
  end
  X = reshape(system \ reshape(alpha .* (w .* VA)', [], 1), S, N);
  imports = exports = zeros(N, 1);
  for s = 1:S
    flow = net{s} .* X(s, :)';
    imports += sum(flow, 2);
    exports += sum(flow, 1)';
  end
  excess = (exports - imports) ./ VA;
  w_new = w .* (1 + 0.2 * excess ./ w);
  criterion = sum(abs(w_new - w));
  w = w_new;
  iterations += 1;
end
seconds = cputime() - start;
w *= sum(VA) / (w' * VA);
printf('%.6f %d %.3e %.3e %d\n', seconds, iterations, criterion, max(abs(w ./ ours - 1)), criterion <= d.tolerance);
