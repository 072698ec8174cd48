"""The worked example in radCAD, set to its fastest: one process, no copies of the state, no substeps kept."""
import sys
import time
from collections import deque

try:
    from radcad import Engine, Model, Simulation
    from radcad.engine import Backend
except ImportError:
    print("absent")
    sys.exit()


def settle(params, substep, history, state):
    pool, points, paid, exits, waiting = state["all"]
    inflow = 1_000_000_000 * params["commission"] // 1_000_000 - 40_000_000
    mint = inflow * 700_000 // 1_000_000
    bought = mint * points // pool if pool else mint * 100
    pool += inflow
    points += bought
    waiting.append(bought)
    while waiting and waiting[0] * pool >= 1_200_000_000 * points:
        first = waiting.popleft()
        payout = min(first * pool // points, 1_200_000_000) * 800_000 // 1_000_000
        pool -= payout
        points -= first
        paid += payout
        exits += 1
    return {"all": (pool, points, paid, exits, waiting)}


def update(params, substep, history, state, signals):
    return "all", signals["all"]


count = int(sys.argv[1])
model = Model(
    initial_state={"all": (0, 0, 0, 0, deque())},
    state_update_blocks=[{"policies": {"settle": settle}, "variables": {"all": update}}],
    params={"commission": [200_000]})
simulation = Simulation(model=model, timesteps=count, runs=1)
simulation.engine = Engine(backend=Backend.SINGLE_PROCESS, deepcopy=False, drop_substeps=True)
begun = time.process_time()
result = simulation.run()
seconds = time.process_time() - begun
pool, points, paid, exits, _ = result[-1]["all"]
print(seconds, pool, points, exits, paid)
