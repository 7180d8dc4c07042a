"""Peer of bench/caliendo_parro_bench.cc: the same accelerated sweep in numpy, written from docs/theory/caliendo-parro.md. Domestic
feedback and the wage Jacobian are built once and not timed, as in the bench; powers of tariffs are timed, as there.
usage: python3 caliendo_parro.py FOLDER   (files written by the bench; all cubes are [sector][importer][exporter])
Prints seconds of CPU (best of several), sweeps, residual, the largest relative difference of wages from Cobden's, and 1."""
import sys
import time

import numpy as np

MEMORY, RIDGE, TOLERANCE = 6, 1e-12, 1e-10


def load(folder):
    N, S = map(int, open(f"{folder}/sizes.txt").read().split())
    read = lambda name, *shape: np.fromfile(f"{folder}/{name}.f64").reshape(shape)
    return dict(N=N, S=S, share=read("share", S, N, N), tariff=read("tariff", S, N, N), tariff_new=read("tariff_new", S, N, N),
                gamma=read("gamma", S, S, N), gv=read("gamma_va", S, N), alpha=read("alpha", S, N), X=read("expenditure", S, N),
                theta=read("theta", S), VA=read("value_added", N), ours=read("wage_ours", N))


class Engine:
    """What all counterfactuals share: traded sectors alone, domestic feedback removed, the wage Jacobian at the base."""

    def __init__(self, d):
        N = d["N"]
        home = np.einsum("snn->sn", d["share"])
        self.open = np.where((home < 1).any(axis=1))[0]
        o, T = self.open, len(self.open)
        G = d["gamma"].transpose(2, 0, 1)  # [country][input][user]
        eye = np.eye(d["S"])
        feedback = eye - G.transpose(0, 2, 1) * home.T[:, None, :]
        G_star = np.linalg.solve(feedback, G.transpose(0, 2, 1))  # [country][user][input]
        self.b = np.linalg.solve(feedback, d["gv"].T[:, :, None])[:, :, 0].T[o]
        self.a = np.linalg.solve(eye - G * home.T[:, None, :], d["alpha"].T[:, :, None])[:, :, 0].T[o]
        self.G = np.ascontiguousarray(G_star[:, o][:, :, o])
        self.GT = np.ascontiguousarray(self.G.transpose(0, 2, 1))
        self.share, self.tariff, self.theta = d["share"][o], d["tariff"][o], d["theta"][o][:, None]
        self.delta, self.X, self.VA, self.N, self.T = home[o], d["X"][o], d["VA"], N, T
        self.inverse = np.linalg.inv(self.jacobian())

    def jacobian(self):
        V = self.share / (1 + self.tariff) * self.X[:, :, None]
        V[:, range(self.N), range(self.N)] = 0
        A, B = V.sum(axis=(0, 1)), V.sum(axis=(0, 2))
        own, foreign = np.zeros((self.N, self.N)), np.zeros((self.N, self.N))
        for j in range(self.T):
            pi, v, theta = self.share[j], V[j], self.theta[j, 0]
            t = theta * ((v.T @ pi - np.diag(v.sum(axis=0))) / A[:, None] + (v - v.sum(axis=1)[:, None] * pi) / B[:, None])
            own += t * self.b[j]
            foreign += t * (1 - self.b[j])
        trade = V.sum(axis=0)
        J = own + foreign @ (trade / trade.sum(axis=1)[:, None]) + trade.T / A[:, None] - np.eye(self.N)
        return J + self.VA / self.VA.sum()


def solve(g, tariff_new):
    new = 1 + tariff_new[g.open]
    ratio = new / (1 + g.tariff)
    K = np.where(ratio == 1, g.share, g.share * ratio ** -g.theta[:, :, None])
    diagonal = np.arange(g.N)
    k = K[:, diagonal, diagonal].copy()
    K[:, diagonal, diagonal] = 0
    Kt = K / new
    KtT = np.ascontiguousarray(Kt.transpose(0, 2, 1))
    T, N = g.T, g.N
    x = np.concatenate([np.zeros(T * N), np.where(g.X > 0, np.log(np.maximum(g.X, 1e-300)), 0).ravel(), np.zeros(N)])
    dF, dG, previous = [], [], None
    for sweeps in range(1, 500):
        c, lnX, w = x[:T * N].reshape(T, N), x[T * N:2 * T * N].reshape(T, N), x[2 * T * N:]
        X = np.where((g.X > 0) | (lnX != 0), np.exp(lnX), 0)
        bar = c.mean(axis=1, keepdims=True)
        e = np.exp(-g.theta * (c - bar))
        phi = k * e + (K @ e[:, :, None])[:, :, 0]
        s = k * e / phi
        M = (Kt @ e[:, :, None])[:, :, 0] / phi
        Y = e * (KtT @ (X / phi)[:, :, None])[:, :, 0]
        p = bar - np.log(phi) / g.theta
        rho = 1 - s - M
        A, B, wage = Y.sum(axis=0), (M * X).sum(axis=0), np.exp(w)
        gap = np.abs(A - B) / (wage * g.VA)
        w_new = w - np.clip(g.inverse @ np.log(A / B), -0.5, 0.5)
        wage_new = np.exp(w_new)
        scale = wage_new @ g.VA / g.VA.sum()
        w_new, wage_new = w_new - np.log(scale), wage_new / scale
        q, z = p - g.delta * c, Y + (s - g.delta) * X
        c_new = g.b * w_new + (g.G @ q.T[:, :, None])[:, :, 0].T
        x_new = (g.GT @ z.T[:, :, None])[:, :, 0].T
        income = (wage_new * g.VA + (rho * x_new).sum(axis=0)) / (1 - (rho * g.a).sum(axis=0))
        x_new = np.maximum(x_new + g.a * income, 0.2 * X)
        image = np.concatenate([c_new.ravel(), np.log(np.where(x_new > 0, x_new, 1)).ravel(), w_new])
        f = image - x
        residual = max(gap.max(), np.abs(f[:2 * T * N]).max())
        if residual < TOLERANCE:
            break
        if previous is not None:
            dF.append(f - previous[0])
            dG.append(image - previous[1])
            dF, dG = dF[-MEMORY:], dG[-MEMORY:]
        previous = f, image
        x = image
        if dF:
            D = np.array(dF)
            gram = D @ D.T
            size = 1 / np.sqrt(np.maximum(np.diag(gram), 1e-300))
            gram = gram * size[:, None] * size + RIDGE * np.eye(len(dF))
            x = image - (size * np.linalg.solve(gram, size * (D @ f))) @ np.array(dG)
    return sweeps, residual, np.exp(w)


data = load(sys.argv[1])
engine = Engine(data)
best = np.inf
for _ in range(10):
    begin = time.process_time()
    sweeps, residual, wage = solve(engine, data["tariff_new"])
    best = min(best, time.process_time() - begin)
difference = np.abs(wage / data["ours"] - 1).max()
print(f"{best:.6f} {sweeps} {residual:.3e} {difference:.3e} {int(residual < TOLERANCE)}")
