using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Simulator.Answers;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Simulator;

/// <summary>
/// Runs a scenario day by day: who was to sell sells, then comes what was planned, then the day's orders.
/// </summary>
/// <remarks>
/// It decides what people do and the pool what it does to them, so that one scenario can be run on either kind of
/// pool. One thread; nothing is asked of clock or chance but the numbered draws.
/// </remarks>
internal sealed class Simulation : IDisposable
{
    private const int LongestDays = 36_500;

    private readonly Scenario _scenario;
    private readonly IPoolSide _pool;
    private readonly Draws _draws;
    private readonly bool _keeps;
    private readonly bool _isAnyoneSelling;
    private readonly bool _limited;
    private readonly Chunks<Person> _people = new();
    private readonly Chunks<Past> _pasts = new();
    private readonly Calendar _calendar;
    private readonly Triggers? _profits;
    private readonly Outcomes _outcomes;
    private readonly Weights _kinds;
    private readonly Weights _behaviours;
    private readonly Answering _answers;
    private readonly Upheavals _upheavals;
    private readonly RefundPlan _refunds;
    private readonly List<SimulatedExit> _exits = [];
    private readonly Action<double>? _progress;
    private RunQueue? _queue;
    private (byte Kind, Money Amount, Money Inflow) _known;
    private int _scale;
    private int _day;
    private long _arrived;
    private long _settled;
    private long _refused;

    /// <param name="start">Who is in the pool already; null where it begins empty.</param>
    public Simulation(
        Scenario scenario, IPoolSide pool, int replication, Action<double>? progress, StartState? start = null)
    {
        (_scenario, _pool, _progress) = (scenario, pool, progress);
        _draws = new(scenario.Seed, replication);
        _limited = Worth.AreLimited(scenario.Plan);
        _keeps = scenario.Returns || scenario.Refunds is not null || _limited || start is not null;
        _isAnyoneSelling = scenario.Behaviours.Any(behaviour => behaviour.Sells is not SellsWhen.Never);
        (_refunds, _upheavals) = (new(scenario.Refunds, _draws), new(scenario, pool, _draws, Sell, Follow));
        _calendar = new(_people);
        _answers = new(scenario, pool);
        _outcomes = new(scenario.Cohorts, scenario.Orders);
        _kinds = new(scenario.Kinds.Select(kind => kind.Weight));
        _behaviours = new(scenario.Behaviours.Select(behaviour => behaviour.Weight));
        _profits = Worth.Share(scenario.Plan) != Rate.Zero
            && scenario.Behaviours.Any(behaviour => behaviour.Sells is SellsWhen.AtMultiple)
                ? new(scenario.Kinds.Length, once: !_keeps, ReadProfit)
                : null;
        Replication = replication;
        start?.Fill(_people, _pasts, _calendar);
        _answers.Resume(_pasts);
    }

    private int Replication { get; }

    /// <summary>Bytes for members, beside those of the pool.</summary>
    public long Bytes => (_people.Capacity * 16) + (_pasts.Capacity * 40) + (_profits?.Bytes ?? 0);

    public SimulationResult Run()
    {
        var curve = new ArrivalCurve(_scenario.Arrivals, _scenario.Orders);
        var last = LongestDays;
        for (_day = 0; _day <= last; _day++)
        {
            _pool.Begin(_day);
            BehaveLate();
            ActDue();
            TakeBackDue();
            _upheavals.Come(_day);
            _answers.Look(_settled, _day);
            var today = last == LongestDays ? curve.On(_day) : 0;
            _upheavals.Saw(today);
            for (var order = 0L; order < today; order++)
            {
                Arrive();
            }

            var isOwing = _pool.End(_day);
            Follow();
            var isOver = _arrived == _scenario.Orders || _day >= _scenario.Arrivals.StopsAfterDay;
            if (last == LongestDays && !isOwing && isOver)
            {
                last = Math.Min(LongestDays - 1, _day + _scenario.Afterwards);
                Stop(moreComes: last > _day || _scenario.Run is not null);
            }

            _answers.EndDay(_settled, _day);
        }

        RunForTheExit();
        foreach (var holder in _scenario.Closes ? _pool.Close() : [])
        {
            Leave(holder.Member, holder.Paid, capped: false);
        }

        return Tell();
    }

    public void Dispose()
    {
        _people.Dispose();
        _pasts.Dispose();
    }

    private void Arrive()
    {
        var order = _arrived++;
        if ((order & 0xFFFF) == 0)
        {
            _progress?.Invoke((double)order / _scenario.Orders);
        }

        var comesBack = _pool.Members > 0 && _draws.Chance(Purpose.Buyer, order, _scenario.ReturningBuyers);
        Buy(comesBack ? 1 + (int)_draws.Below(Purpose.WhichBuyer, order, _pool.Members) : _pool.Members + 1, order);
    }

    private void Buy(int member, long order)
    {
        var place = _kinds.IsOne ? 0 : _kinds.At(_draws.Below(Purpose.Shape, order, _kinds.Sum));
        var kind = _scenario.Kinds[place];
        var amount = kind.From == kind.To ? kind.From : kind.Drawn(_draws, order);
        var joins = member > _pool.Members;
        if (!_pool.Settle(member, order, place, amount, kind.Commission, out var inflow))
        {
            _refused++;
            return;
        }

        _settled++;
        var followed = Remember(member, joins, place, amount, inflow);
        _refunds.Draw(member, order, amount, _day);
        Follow();
        if (_isAnyoneSelling && _pool.Held(member) > Points.Zero)
        {
            Behave(member);
        }

        if (followed)
        {
            _answers.Watch.Hold(member, _pool.Held(member));
        }

        _answers.Settled(_settled, _day);
    }

    // Whether answers follow this member.
    private bool Remember(int member, bool joins, int kind, Money amount, Money inflow)
    {
        if (joins)
        {
            ref var person = ref _people.Add();
            person.Kind = (byte)kind;
            person.SpentFen = (uint)(amount.Units / Money.UnitsPerFen);
            person.Behaviour = (byte)(_behaviours.IsOne
                ? 0
                : _behaviours.At(_draws.Below(Purpose.Behaviour, member, _behaviours.Sum)));
            person.Followed = _answers.Joins(member, _day);
            if (_keeps)
            {
                _pasts.Add().Joined = (uint)(_settled - 1);
            }
        }

        var (spent, own) = (amount, inflow);
        if (_keeps)
        {
            ref var past = ref _pasts[member];
            past.Spent += amount;
            past.Own += inflow;
            past.Orders++;
            (spent, own) = (past.Spent, past.Own);
            _answers.Count(member, ref past);
        }
        else if (_pool.Held(member) > Points.Zero || _pool.HasJustLeft(member))
        {
            _answers.Holders.Join(amount);
        }

        var followed = _people[member].Followed;
        if (followed)
        {
            _answers.Watch.Spend(member, spent, own);
        }

        return followed;
    }

    private void Behave(int member)
    {
        var behaviour = _scenario.Behaviours[_people[member].Behaviour];
        switch (behaviour.Sells)
        {
            case SellsWhen.AtOnce:
                Sell(member);
                break;
            case SellsWhen.After when _people[member].Previous == 0:
                _calendar.Add(member, _day + HoldingTime.Of(behaviour, _draws, ItemOf(member)));
                break;
            case SellsWhen.AtMultiple when _profits is not null:
                _profits.Changed(member);
                var (points, limit) = ReadProfit(member);
                _profits.Push(member, _people[member].Kind, points, limit);
                Follow();
                break;
            default:
                break;
        }
    }

    // Orders that became final only now: whoever has points of them does what it does with points.
    private void BehaveLate()
    {
        foreach (var member in _pool.TakeLate())
        {
            Follow();
            _answers.Count(member, ref _pasts[member]);
            if (_pool.Held(member) > Points.Zero)
            {
                Behave(member);
            }
        }
    }

    private bool Sell(int member)
    {
        var sold = _pool.Sell(member);
        if (_limited && GoesOnSelling(member, sold))
        {
            return sold is not null;
        }

        if (sold is not { } paid)
        {
            return false;
        }

        Leave(member, paid, capped: false);
        Hear();
        return true;
    }

    // What a plan's limits keep back is sold on the days that follow, as far as it is worth a fen.
    private bool GoesOnSelling(int member, Money? sold)
    {
        var points = _pool.Held(member);
        if (points == Points.Zero)
        {
            return false;
        }

        _calendar.Remove(member);
        _profits?.Changed(member);
        _pasts[member].Received += sold ?? Money.Zero;
        if (_people[member].Followed)
        {
            _answers.Watch.Left(member, sold ?? Money.Zero, capped: false, _settled, _day);
            _answers.Watch.Hold(member, points);
        }

        if (Worth.Of(_scenario.Plan, _pool.Backing.Value(points)).FloorToFen() > Money.Zero
            && !(_pasts[member].Spent < _scenario.Plan.Selling.MinSpendBeforeSale))
        {
            _calendar.Add(member, _day + 1);
        }

        Hear();
        return true;
    }

    // What the last act set off: exits first, for they belong to it, then those who wanted just this price.
    private void Follow()
    {
        Hear();
        while (_profits is not null && _profits.TryNext(_pool.Price, out var member) && Sell(member))
        {
        }
    }

    private void Hear()
    {
        for (; _scale < _pool.Scale; _scale++)
        {
            _profits?.Split();
            _answers.Watch.Split();
        }

        if (_pool.Caused.Count == 0)
        {
            return;
        }

        _exits.AddRange(_pool.Caused);
        _pool.Caused.Clear();
        foreach (var exit in _exits)
        {
            Leave(exit.Member, exit.Paid, capped: true);
        }

        _exits.Clear();
    }

    private void Leave(int member, Money paid, bool capped)
    {
        _calendar.Remove(member);
        _profits?.Changed(member);
        ref var person = ref _people[member];
        person.Capped |= capped;
        var spent = _keeps ? _pasts[member].Spent : SpentOf(person);
        _queue?.Pay(member, spent, paid);
        _answers.Left(spent, paid);
        if (person.Followed)
        {
            _answers.Watch.Left(member, paid, capped, _settled, _day);
        }

        if (!_keeps)
        {
            _answers.Holders.Leave(spent);
            _outcomes.Add(member - 1, spent, OwnOf(person.Kind, spent), paid, Money.Zero, capped);
            _people.Drop(member);
            return;
        }

        ref var past = ref _pasts[member];
        past.Received += paid;
        _answers.Holders.Drop(ref past);
        if (_queue is null && _draws.Chance(Purpose.Return, ItemOf(member), _scenario.Repurchase))
        {
            _calendar.Add(member, _day + _scenario.RepurchaseAfterDays);
        }
    }

    // Whoever holds points sells them; whoever holds none comes back to buy.
    private void ActDue()
    {
        while (_calendar.TryTake(_day, out var member))
        {
            if (_pool.Held(member) > Points.Zero)
            {
                Sell(member);
                Follow();
            }
            else if (_arrived < _scenario.Orders)
            {
                Buy(member, _scenario.Orders + ItemOf(member));
            }
        }
    }

    private void TakeBackDue()
    {
        foreach (var (order, member, amount) in _refunds.Take(_day))
        {
            if (!_pool.Reverse(order, amount))
            {
                continue;
            }

            ref var past = ref _pasts[member];
            past.Spent -= amount;
            past.Own = past.Own.LessAtMost(OwnOf(_people[member].Kind, amount));
            _profits?.Changed(member);
            if (_pool.Held(member) == Points.Zero && !_pool.HasJustLeft(member))
            {
                _calendar.Remove(member);
            }

            _answers.Count(member, ref past);
            Follow();
            if (_people[member].Followed)
            {
                _answers.Watch.Spend(member, past.Spent, past.Own);
                _answers.Watch.Hold(member, _pool.Held(member));
            }
        }
    }

    private void RunForTheExit()
    {
        if (_scenario.Run is not { } order)
        {
            return;
        }

        var holders = RunQueue.Line(_pool, order, _draws);
        _queue = new(holders, _pool.Members);
        for (var place = 0; place < holders.Count; place++)
        {
            if (_pool.Held(holders[place]) > Points.Zero)
            {
                Sell(holders[place]);
            }

            _answers.Sold(place + 1, holders.Count, _settled, _day);
        }
    }

    // How everybody stands when growth stops, where anything comes after it.
    private void Stop(bool moreComes)
    {
        if (moreComes)
        {
            var now = _outcomes.Copy();
            Tally(now);
            _answers.Stop = new(_settled, _day, now.All(), now.ByCohort);
        }
    }

    private SimulationResult Tell()
    {
        Tally(_outcomes);
        var end = _pool.Backing;
        Invariant.Require(
            end.Pool + end.Reserve + _pool.Paid == _pool.Into, "what came in was paid out or is still there");
        _answers.End(_settled, _day);
        var result = new SimulationResult(
            _scenario, Replication, _pool is CommandPool, _settled, _refused, _day, _answers.Track.Marks, end,
            _pool.Paid, _pool.Into, _pool.Exits, _outcomes.All(), _outcomes.ByCohort, _outcomes.OwnPart,
            _outcomes.FromOthers, _queue?.Tell() ?? [])
        {
            StateHash = (_pool as CommandPool)?.Pool.StateHash(),
            Debt = (_pool as CommandPool)?.Debt,
            Washed = (_pool as CommandPool)?.Washed,
            Refunded = (_pool as CommandPool)?.Refunded,
        };
        return _answers.AddTo(result);
    }

    // Everybody who was not told of when it left.
    private void Tally(Outcomes outcomes)
    {
        var (price, plan, members) = (_pool.Price, _scenario.Plan, _pool.Members);
        for (var member = 1; member <= members; member++)
        {
            var points = _pool.Held(member);
            var ifSold = points > Points.Zero ? Worth.Of(plan, Kernel.Value(points, price)) : Money.Zero;
            if (_keeps)
            {
                ref var past = ref _pasts[member];
                outcomes.Add(
                    past.Joined, past.Spent, past.Own, past.Received, ifSold, _people[member].Capped);
                continue;
            }

            var person = _people.Read(member);
            if (person.SpentFen != 0)
            {
                var spent = SpentOf(person);
                outcomes.Add(member - 1, spent, OwnOf(person.Kind, spent), Money.Zero, ifSold, person.Capped);
            }
        }
    }

    private (Points Points, Money Limit) ReadProfit(int member)
    {
        var points = _pool.Held(member);
        if (points == Points.Zero)
        {
            return default;
        }

        var person = _people[member];
        var spent = _keeps ? _pasts[member].Spent : SpentOf(person);
        var wanted = _scenario.Behaviours[person.Behaviour].Multiple.Of(spent);
        var net = Worth.Share(_scenario.Plan).Parts;
        return (points, Money.FromUnits(
            net == 0 ? Decimals.Limit : Exact.MulDiv(wanted.Units, Rate.PartsPerWhole, net, Rounding.Up)));
    }

    private long ItemOf(int member) => _keeps ? ((long)member << 20) + _pasts[member].Orders : member;

    private static Money SpentOf(in Person person) => Money.FromUnits(person.SpentFen * Money.UnitsPerFen);

    private Money OwnOf(byte kind, Money amount)
    {
        if (_known.Kind != kind || _known.Amount != amount)
        {
            var split = _scenario.Plan.Split;
            var commission = _scenario.Kinds[kind].Commission.Of(amount);
            _known = (kind, amount, Kernel.Parts(amount, commission, split.Platform, split.RewardBudget).Inflow);
        }

        return _known.Inflow;
    }
}
