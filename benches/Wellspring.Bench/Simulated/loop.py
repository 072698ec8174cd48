"""The worked example as somebody would write it in an evening: the rules, the members, the outcomes. Exact integers."""
import sys
import time
from collections import deque


class Member:
    def __init__(self):
        self.points = self.spent = self.received = 0


def run(orders):
    pool = points = paid = exits = 0
    members = []
    waiting = deque()
    cap = 1_200_000
    for _ in range(orders):
        amount = 1_000_000_000
        commission = amount * 200_000 // 1_000_000
        platform = amount * 20_000 // 1_000_000
        budget = amount * 20_000 // 1_000_000
        inflow = commission - platform - budget
        mint = inflow * 700_000 // 1_000_000
        bought = mint * points // pool if pool else mint * 100
        pool += inflow
        points += bought
        member = Member()
        member.points += bought
        member.spent += amount
        members.append(member)
        waiting.append(member)
        while waiting and waiting[0].points * pool >= waiting[0].spent * cap // 1_000_000 * points:
            first = waiting.popleft()
            limit = first.spent * cap // 1_000_000
            value = first.points * pool // points
            payout = min(value, limit) * 800_000 // 1_000_000
            pool -= payout
            points -= first.points
            first.points = 0
            first.received += payout
            paid += payout
            exits += 1
    multiples = sorted(
        (one.received + one.points * pool // points * 8 // 10) * 1_000_000 // one.spent for one in members)
    return pool, points, exits, paid, multiples[orders // 2]


count = int(sys.argv[1])
begun = time.process_time()
result = run(count)
print(time.process_time() - begun, *result)
