"""Peer of bench/ensemble_bench.cc: many draws of trade elasticities by the same accelerated sweep in numpy, all draws of a batch in
one array, so that shared rows of trade multiply matrices and numpy's own overhead is spread over the batch. Domestic feedback, the
wage Jacobian and the solution at the reference elasticities are made once and not timed, as in the bench. Every draw is solved
twice, at the base tariffs and at the new ones, as there.
usage: python3 ensemble.py FOLDER BATCH   (files written by the bench; all cubes are [sector][importer][exporter])
Prints CPU seconds per draw (best of three), mean sweeps, worst residual, and the largest difference of log wages from Cobden's."""
import sys
import time

import numpy as np

MEMORY, RIDGE, TOLERANCE = 6, 1e-12, 1e-10


def load(folder):
    N, S, D = map(int, open(f"{folder}/sizes.txt").read().split())
    read = lambda name, *shape: np.fromfile(f"{folder}/{name}.f64").reshape(shape)
    return dict(N=N, S=S, D=D, share=read("share", S, N, N), tariff=read("tariff", S, N, N), tariff_new=read("tariff_new", S, N, N),
                gamma=read("gamma", S, S, N), gv=read("gamma_va", S, N), alpha=read("alpha", S, N), X=read("expenditure", S, N),
                VA=read("value_added", N), deficit=read("deficit", N), reference=read("reference", S), theta=read("theta", D, S),
                ours=read("wage_ours", D, N))


class Engine:
    def __init__(self, d):
        N = d["N"]
        home = np.einsum("snn->sn", d["share"])
        self.open = o = np.where((home < 1).any(axis=1))[0]
        G = d["gamma"].transpose(2, 0, 1)
        eye = np.eye(d["S"])
        feedback = eye - G.transpose(0, 2, 1) * home.T[:, None, :]
        G_star = np.linalg.solve(feedback, G.transpose(0, 2, 1))
        self.b = np.linalg.solve(feedback, d["gv"].T[:, :, None])[:, :, 0].T[o]
        self.a = np.linalg.solve(eye - G * home.T[:, None, :], d["alpha"].T[:, :, None])[:, :, 0].T[o]
        self.G = np.ascontiguousarray(G_star[:, o][:, :, o])
        self.GT = np.ascontiguousarray(self.G.transpose(0, 2, 1))
        self.share, self.tariff = d["share"][o], d["tariff"][o]
        self.delta, self.X, self.VA, self.N, self.T = home[o], d["X"][o], d["VA"], N, len(o)
        self.plus, self.minus = np.maximum(d["deficit"], 0)[:, None], np.maximum(-d["deficit"], 0)[:, None]
        self.D = d["deficit"][:, None]
        self.inverse = np.linalg.inv(self.jacobian(d["reference"][o]))
        diagonal = np.arange(N)
        self.K = self.share.copy()
        self.K[:, diagonal, diagonal] = 0

    def jacobian(self, theta):
        V = self.share / (1 + self.tariff) * self.X[:, :, None]
        V[:, range(self.N), range(self.N)] = 0
        A, B = V.sum(axis=(0, 1)) + self.plus[:, 0], V.sum(axis=(0, 2)) + self.minus[:, 0]
        own, foreign = np.zeros((self.N, self.N)), np.zeros((self.N, self.N))
        for j in range(self.T):
            pi, v = self.share[j], V[j]
            t = theta[j] * ((v.T @ pi - np.diag(v.sum(axis=0))) / A[:, None] + (v - v.sum(axis=1)[:, None] * pi) / B[:, None])
            own += t * self.b[j]
            foreign += t * (1 - self.b[j])
        trade = V.sum(axis=0)
        M = trade.sum(axis=1)
        J = own + foreign @ (trade / M[:, None]) + trade.T / A[:, None] - np.diag(M / B)
        return J + self.VA / self.VA.sum()

    def start(self):
        T, N = self.T, self.N
        return np.concatenate([np.zeros(T * N), np.where(self.X > 0, np.log(np.maximum(self.X, 1e-300)), 0).ravel(), np.zeros(N)])


def rows_of(g, tariff_new, theta):
    """Shared rows with changed ones blanked, and the changed ones draw by draw."""
    old, new = 1 + g.tariff, 1 + tariff_new[g.open]
    t, n = np.where((old != new).any(axis=2))
    K, Kt = g.K.copy(), g.K / new
    K[t, n], Kt[t, n] = 0, 0
    own = g.K[t, n][:, :, None] * (new[t, n] / old[t, n])[:, :, None] ** -theta[t][:, None, :]  # [row][exporter][draw]
    return K, Kt, np.ascontiguousarray(Kt.transpose(0, 2, 1)), t, n, own, own / new[t, n][:, :, None]


def solve(g, rows, theta, start):
    K, Kt, KtT, t, n, own, own_t = rows
    T, N, D = g.T, g.N, theta.shape[1]
    x = np.repeat(start[:, None], D, axis=1)
    dF, dG, previous = [], [], None
    solved = np.zeros(D, int)
    wages, residuals = np.zeros((N, D)), np.zeros(D)
    for sweep in range(1, 500):
        c, lnX, w = x[:T * N].reshape(T, N, D), x[T * N:2 * T * N].reshape(T, N, D), x[2 * T * N:]
        X = np.where((g.X[:, :, None] > 0) | (lnX != 0), np.exp(lnX), 0)
        bar = c.mean(axis=1, keepdims=True)
        e = np.exp(-theta[:, None, :] * (c - bar))
        phi, M = K @ e, Kt @ e
        phi[t, n], M[t, n] = np.einsum("rid,rid->rd", own, e[t]), np.einsum("rid,rid->rd", own_t, e[t])
        home = g.delta[:, :, None] * e
        phi += home
        s, M, f = home / phi, M / phi, X / phi
        Y = KtT @ f
        np.add.at(Y, t, own_t * f[t, n][:, None, :])
        Y *= e
        p = bar - np.log(phi) / theta[:, None, :]
        rho = 1 - s - M
        A, B, wage = Y.sum(axis=0) + g.plus, (M * X).sum(axis=0) + g.minus, np.exp(w)
        gap = np.abs(A - B) / (wage * g.VA[:, None])
        step = g.inverse @ np.log(A / B)
        level = wage * g.VA[:, None]
        w_new = w - np.clip(step - (level * step).sum(axis=0) / level.sum(axis=0), -1, 1)
        wage_new = np.exp(w_new)
        scale = g.VA @ wage_new / g.VA.sum()
        w_new, wage_new = w_new - np.log(scale), wage_new / scale
        q, z = p - g.delta[:, :, None] * c, Y + (s - g.delta[:, :, None]) * X
        c_new = g.b[:, :, None] * w_new + (g.G @ q.transpose(1, 0, 2)).transpose(1, 0, 2)
        x_new = (g.GT @ z.transpose(1, 0, 2)).transpose(1, 0, 2)
        income = (wage_new * g.VA[:, None] + (rho * x_new).sum(axis=0) + g.D) / (1 - (rho * g.a[:, :, None]).sum(axis=0))
        x_new = np.maximum(x_new + g.a[:, :, None] * income, 0.2 * X)
        image = np.concatenate([c_new.reshape(T * N, D), np.log(np.where(x_new > 0, x_new, 1)).reshape(T * N, D), w_new])
        r = image - x
        residual = np.maximum(gap.max(axis=0), np.abs(r[:2 * T * N]).max(axis=0))
        now = (residual < TOLERANCE) & (solved == 0)
        solved[now], wages[:, now], residuals[now] = sweep, w[:, now], residual[now]
        if (solved > 0).all():
            break
        if previous is not None:
            dF, dG = (dF + [r - previous[0]])[-MEMORY:], (dG + [image - previous[1]])[-MEMORY:]
        previous = r, image
        x = image
        if dF:
            F = np.array(dF)
            gram = np.einsum("anl,bnl->lab", F, F, optimize=True)
            right = np.einsum("anl,nl->la", F, r, optimize=True)
            size = 1 / np.sqrt(np.maximum(np.einsum("laa->la", gram), 1e-300))
            gram = gram * size[:, :, None] * size[:, None, :] + RIDGE * np.eye(len(dF))
            gamma = size * np.linalg.solve(gram, (size * right)[:, :, None])[:, :, 0]
            x = image - np.einsum("anl,la->nl", np.array(dG), gamma, optimize=True)
    return wages, solved, residuals, x


data = load(sys.argv[1])
batch = int(sys.argv[2])
engine = Engine(data)
thetas = data["theta"][:, engine.open].T  # [sector][draw]
reference = data["reference"][engine.open][:, None]
starts = []
for tariff in (data["tariff"], data["tariff_new"]):
    starts.append(solve(engine, rows_of(engine, tariff, reference), reference, engine.start())[3][:, 0])
best = np.inf
for _ in range(3):
    begin = time.process_time()
    sweeps, worst, wages = 0, 0, []
    for first in range(0, data["D"], batch):
        theta = thetas[:, first:first + batch]
        for k, tariff in enumerate((data["tariff"], data["tariff_new"])):
            w, solved, residual, _x = solve(engine, rows_of(engine, tariff, theta), theta, starts[k])
            sweeps += solved.sum()
            worst = max(worst, residual.max() if (solved > 0).all() else np.inf)
        wages.append(w.T)
    best = min(best, (time.process_time() - begin) / data["D"])
difference = np.abs(np.concatenate(wages) - data["ours"]).max()
print(f"{best:.6f} {sweeps / data['D']:.1f} {worst:.3e} {difference:.3e}")
