"""Peer of bench/ossa_bench.cc: the model of Ossa (2014) solved as the paper describes it, in numpy: the 2 N conditions on
expenditures and wages (one dropped, the numeraire in its place), Newton with a forward-difference Jacobian, as MATLAB's fsolve
does by default. Written from the paper's conditions 10 to 13. usage: python3 ossa.py FOLDER (files written by the bench; cubes are
[sector][importer][exporter]). Prints seconds of CPU (best of several), steps, residual and the largest difference of welfare from
Cobden's, in percent."""
import sys
import time

import numpy as np


def load(folder):
    N, S = map(int, open(f"{folder}/sizes.txt").read().split())
    read = lambda name, *shape: np.fromfile(f"{folder}/{name}.f64").reshape(shape)
    return read("flow", S, N, N), read("tariff", S, N, N), read("tariff_new", S, N, N), read("sigma", S), read("welfare", N)


class Economy:
    def __init__(self, flow, tariff, tariff_new, sigma):
        s = sigma[:, None, None]
        spending = flow * (1 + tariff)
        self.one_less = 1 - s
        self.gamma = spending / spending.sum(axis=2, keepdims=True)
        self.X = spending.sum(axis=(0, 2))
        self.mu = spending.sum(axis=2) / self.X
        self.profit = flow.sum(axis=1) / sigma[:, None]
        self.alpha = flow / flow.sum(axis=1, keepdims=True)
        bill = flow.sum(axis=1) * (1 - 1 / sigma[:, None])
        self.wL = bill.sum(axis=0)
        self.delta = bill / self.wL
        tau_hat = (1 + tariff_new) / (1 + tariff)
        self.price_power = tau_hat ** self.one_less
        self.sales_power = tau_hat ** -s
        self.charged = tariff_new * flow
        self.flow, self.sigma = flow, sigma

    def conditions(self, x):
        X, w = x[: len(self.X)], x[len(self.X) :]
        power = w ** self.one_less
        phi = (self.gamma * self.price_power * power).sum(axis=2)
        change = self.sales_power * power / phi[:, :, None] * X[:, None]
        profit = (self.alpha * change).sum(axis=1)
        wage_gap = w - (self.delta * profit).sum(axis=0)
        income = self.wL * w + (self.profit * profit).sum(axis=0) + (self.charged * change).sum(axis=(0, 2))
        gap = np.concatenate([wage_gap, X - income / self.X])
        gap[0] = (self.wL * w).sum() / self.wL.sum() - 1
        return gap, phi

    def solve(self, tolerance=1e-10):
        x, steps = np.ones(2 * len(self.X)), 0
        f, phi = self.conditions(x)
        while np.abs(f).max() > tolerance and steps < 100:
            J = np.empty((len(x), len(x)))
            for k in range(len(x)):
                h = 1.5e-8 * max(abs(x[k]), 1)
                x[k] += h
                J[:, k] = (self.conditions(x)[0] - f) / h
                x[k] -= h
            x = x - np.linalg.solve(J, f)
            f, phi = self.conditions(x)
            steps += 1
        price = np.exp((self.mu * np.log(phi) / (1 - self.sigma[:, None])).sum(axis=0))
        return x[: len(self.X)] / price, steps, np.abs(f).max()


flow, tariff, tariff_new, sigma, ours = load(sys.argv[1])
best = float("inf")
for _ in range(20):
    begin = time.process_time()
    economy = Economy(flow, tariff, tariff_new, sigma)
    welfare, steps, residual = economy.solve()
    best = min(best, time.process_time() - begin)
print(best, steps, residual, 100 * np.abs(welfare - ours).max())
