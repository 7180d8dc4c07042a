"""Peer of bench/liberation_day_bench.cc: the same fast scheme in numpy (quasi-Newton on wages with the base Jacobian, Anderson
acceleration of memory 8), written from the equations of cobden/economy/single_sector.h. The inverse Jacobian is the bench's own
(jacobian.csv) and is not timed, as it is not in the bench.
usage: python3 liberation_day.py FOLDER    Prints seconds per solve, passes, residual and the welfare change of country 185."""
import sys
import time
import numpy as np

EPS, KAPPA, PSI, MEMORY = 4.0, 0.5, 0.67 / 4, 8


def load(folder):
    read = lambda name: np.loadtxt(f"{folder}/{name}.csv", delimiter=",")
    income, spending, transfer, nu, phi = read("base").T
    return income, spending, transfer, nu, phi, read("share"), read("tariff"), read("jacobian")


def solve(income, spending, transfer, nu, phi, share, tariff, inverse):
    n = len(income)
    gross = share * np.where(tariff != 0, (1 + tariff) ** (-EPS * phi[:, None]), 1.0)
    net = gross / (1 + tariff)
    home = np.diag(net).copy()
    np.fill_diagonal(net, 0)
    np.fill_diagonal(gross, 0)
    x, xs, fs = np.zeros(2 * n), [], []
    for passes in range(1, 200):
        w, l = x[:n], x[n:]
        a = np.exp(-EPS * (w - PSI * l))
        y = np.exp(w + l) * income
        growth = y.sum() / income.sum()
        z = y + transfer * growth
        foreign = net @ a
        c = foreign + home * a
        s = gross @ a + home * a
        sold = a * (net.T @ ((1 - nu) * z / c))
        into = sold + np.maximum(transfer * growth, 0)
        out = (1 - nu) * z * foreign / c + np.maximum(-transfer * growth, 0)
        tax = z * (s / c - 1) / y
        price = (1 - phi) * (np.log(z * s / c / spending) - w) - np.log(s) / EPS
        supply = KAPPA * (w - price - np.log1p(-tax))
        residual = max(np.abs((into - out) / np.maximum(into, out)).max(), np.abs(supply - l).max())
        if residual <= 1e-12:
            break
        f = np.concatenate([np.clip(-inverse @ np.log(into / out), -0.5, 0.5), supply - l])
        xs.append(x)
        fs.append(f)
        xs, fs = xs[-MEMORY - 1:], fs[-MEMORY - 1:]
        new = x + f
        if len(xs) > 1:
            df, dx = np.diff(fs, axis=0).T, np.diff(xs, axis=0).T
            new = new - (dx + df) @ np.linalg.lstsq(df, f, rcond=None)[0]
        x = new
    delta = spending / (spending - KAPPA / (1 + KAPPA) * (1 - tax) * income)
    welfare = delta * z * s / c / spending / np.exp(price) + (1 - delta) * np.exp(w + l - price)
    return passes, residual, 100 * (welfare[184] - 1)


data = load(sys.argv[1])
best = np.inf
for _ in range(20):
    begin = time.perf_counter()
    passes, residual, welfare = solve(*data)
    best = min(best, time.perf_counter() - begin)
print(f"{best:.6f} {passes} {residual:.3e} {welfare:.12f}")
