"""The worked example as a plain loop: what somebody would write who wants to see for himself. Exact integers."""
import sys
import time


def run(orders):
    pool = points = paid = exits = head = 0
    lots = []
    inflow, mint, limit = 160_000_000, 112_000_000, 1_200_000_000
    for _ in range(orders):
        bought = mint * points // pool if pool else mint * 100
        pool += inflow
        points += bought
        lots.append(bought)
        while head < len(lots) and lots[head] * pool >= limit * points:
            value = lots[head] * pool // points
            payout = min(value, limit) * 8 // 10
            pool -= payout
            points -= lots[head]
            paid += payout
            exits += 1
            head += 1
    return pool, points, exits, paid


count = int(sys.argv[1])
begun = time.process_time()
result = run(count)
print(time.process_time() - begun, *result)
