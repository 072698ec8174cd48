using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Wellspring.Simulator;

/// <summary>What the preview found: multiples of spend, shares of all who joined.</summary>
/// <param name="Mean">Paid and what is held, of all spend.</param>
/// <param name="Capped">Share who were ever sold out at the cap.</param>
/// <param name="Beats">Share who have more than a flat rebate of the same cost.</param>
/// <param name="Price">At the end, in start prices.</param>
/// <param name="Medians">Of each cohort, the first to join first.</param>
public sealed record FluidAnswer(
    double P5, double P25, double P50, double P75, double P95, double Mean, double Capped, double Beats, double Price,
    ImmutableArray<double> Medians);

/// <summary>
/// The fluid preview 速算: orders in blocks of 1/200 of a decade instead of one by one, for an answer while a slider
/// moves. The run order by order replaces it; how far the two may differ is measured in the tests and said beside it.
/// </summary>
/// <remarks>
/// Only + − × ÷ and √, in the order in which <c>whatif.js</c> does them: both give the same bits. Points are counted so
/// that the first price is 1.
/// </remarks>
public sealed class FluidPreview
{
    /// <summary>What is said beside every preview: figures may be off by so many percent of themselves.</summary>
    public const int ErrorPercent = 4;

    private const double Decade200 = 0.0115794542598985;
    private const double Least = 1e-280;

    // Where hardly anybody holds, the price runs away: figures stay figures.
    private const double Highest = 1e200;

    private readonly FluidQuestion _question;
    private readonly List<Block> _blocks = [];
    private readonly List<Step> _steps = [];
    private readonly List<int> _starts = [0];
    private readonly double _perDay;
    private readonly double _growth;
    private readonly double _atOnce;
    private readonly double _leaves;
    private double _pool;
    private double _price = 1;
    private double _leaving;
    private double _keeping;
    private double _stayLeaving = 1;
    private double _stayKeeping = 1;
    private double _paid;
    private double _capped;
    private int _head;

    private FluidPreview(FluidQuestion question)
    {
        _question = question;
        var (g, z) = (question.Growth, question.Growth / (2 + question.Growth));
        var square = z * z;
        _growth = g == 0 ? 0
            : 2 * z * (1 + (square * ((1.0 / 3) + (square * (0.2 + (square * ((1.0 / 7) + (square / 9))))))));
        _perDay = g == 0 ? question.PerDay
            : question.PerDay * _growth / g * (question.Turn > 0 ? 1 + g : 1);
        _atOnce = question.Sells ? question.AtOnce : 0;
        _leaves = question.Sells && question.Days > 0 ? question.Leaves : 0;
        _pool = question.Float;
        _steps.Add(new(1, 1, 1));
    }

    // One stretch of orders: how many, points each, at which price a multiple of 1 is reached, 1 over the share that
    // had stayed when it came, and where its exits stand.
    private record struct Block(
        double Count, double Points, double Reach, double PerLeaving, double PerKeeping, double Low, double High,
        double Done);

    // Who had stayed at a price, and how much fewer at one price more.
    private record struct Step(double Price, double StayLeaving, double StayKeeping)
    {
        public double SlopeLeaving;

        public double SlopeKeeping;
    }

    private double Circulating => _question.Float + _leaving + _keeping;

    public static FluidAnswer Answer(FluidQuestion question)
    {
        var preview = new FluidPreview(question);
        preview.TakeOrders();
        preview.GoOn();
        return preview.Tell();
    }

    private void TakeOrders()
    {
        var (orders, cohort) = (_question.Orders, 0);
        for (var n = 0.0; n < orders;)
        {
            var growing = n >= _question.Turn;
            var border = Math.Ceiling((cohort + 1) * orders / _question.Cohorts);
            if (n >= border)
            {
                cohort++;
                _starts.Add(_blocks.Count);
                continue;
            }

            border = growing ? border : Math.Min(border, _question.Turn);
            var perDay = growing ? _perDay + (_growth * (n - _question.Turn)) : _question.PerDay;
            // A block stays small against the pool too: where nearly everybody leaves, that is little.
            var count = Math.Min(
                Math.Floor(n * Decade200),
                Math.Floor(Math.Max(_pool / (_question.Kappa + _question.Rest) / 20, orders / 20000)));
            if (_leaves > 0)
            {
                var most = Math.Floor(Math.Max(perDay * _question.Days / 16, orders / 2000));
                count = Math.Min(count, most);
            }

            count = Math.Min(Math.Max(count, 1), border - n);
            var days = count / (perDay + (growing ? _growth * count / 2 : 0));
            var worn = _leaves > 0 ? days / _question.Days / 2 : 0;
            Wear(worn, 0);
            Buy(count);
            Wear(worn, 0);
            Exit();
            Mark();
            n += count;
        }

        while (_starts.Count <= _question.Cohorts)
        {
            _starts.Add(_blocks.Count);
        }
    }

    // After the last order: who waits goes on leaving; in a run everybody leaves, one after the other.
    private void GoOn()
    {
        if (_leaves > 0 && _question.Afterwards > 0)
        {
            var steps = Math.Min(1000, Math.Ceiling(16 * _question.Afterwards / _question.Days));
            Pass(steps, _question.Afterwards / _question.Days / steps, 0);
        }

        if (_question.Run && _question.Sells)
        {
            Pass(192, 0.0625, 0.0625);
        }
    }

    private void Pass(double steps, double leaving, double keeping)
    {
        for (var step = 0; step < steps; step++)
        {
            Wear(leaving, keeping);
            Exit();
            Mark();
        }
    }

    private void Buy(double count)
    {
        var (mint, before) = (_question.Mint, _price);
        var circulating = Circulating;
        var income = _question.Kappa + _question.Rest;
        double points;
        if (count == 1 || circulating == 0)
        {
            points = count * mint / _price;
            _pool += count * income;
            var after = circulating + points;
            var paid = _atOnce * points * _question.Payout * _pool / after;
            _pool -= paid;
            _paid += paid;
        }
        else
        {
            var sold = _atOnce * _question.Payout * mint;
            var grown = Power(count * (income - sold) / _pool, (1 - _atOnce) * mint / (income - sold));
            points = circulating * (grown - 1) / (1 - _atOnce);
            _pool += count * (income - sold);
            _paid += count * sold;
        }

        _leaving += points * _leaves;
        _keeping += points * (1 - _atOnce - _leaves);
        Price();
        var each = points / count;
        var trigger = _question.Cap == 0 ? double.PositiveInfinity : _question.Cap / mint;
        _blocks.Add(new(
            count, each, Math.Min(Highest, count / (_question.Payout * points)), 1 / _stayLeaving, 1 / _stayKeeping,
            trigger * before, trigger * _price, 0));
    }

    // Some of those who wait sell, at prices that rise as they do.
    private void Wear(double leaving, double keeping)
    {
        if (leaving == 0 && keeping == 0)
        {
            return;
        }

        var (stayLeaving, stayKeeping) = (Stay(leaving), Stay(keeping));
        var before = Circulating;
        _leaving *= stayLeaving;
        _keeping *= stayKeeping;
        _stayLeaving = Math.Max(Least, _stayLeaving * stayLeaving);
        _stayKeeping = Math.Max(Least, _stayKeeping * stayKeeping);
        var left = Circulating;
        if (before > 0 && left > 0)
        {
            var pool = _pool * Power((left - before) / before, _question.Payout);
            _paid += _pool - pool;
            _pool = pool;
            Price();
        }
    }

    // The price reaches the triggers of the oldest blocks, lowest first; of a block, of so many as lie below it.
    private void Exit()
    {
        while (_head < _blocks.Count && _price > _blocks[_head].Low)
        {
            var block = _blocks[_head];
            var done = _price >= block.High ? 1 : (_price - block.Low) / (block.High - block.Low);
            if (done <= block.Done)
            {
                return;
            }

            var share = done - block.Done;
            var leaving = block.Count * _leaves * share * _stayLeaving * block.PerLeaving;
            var keeping = block.Count * (1 - _atOnce - _leaves) * share * _stayKeeping * block.PerKeeping;
            var paid = Math.Min(_pool, (leaving + keeping) * _question.Payout * _question.Cap);
            _pool -= paid;
            _paid += paid;
            _capped += leaving + keeping;
            _leaving = Math.Max(0, _leaving - (leaving * block.Points));
            _keeping = Math.Max(0, _keeping - (keeping * block.Points));
            _blocks[_head] = block with { Done = done };
            Price();
            if (done < 1)
            {
                return;
            }

            _head++;
        }
    }

    private void Price()
    {
        var circulating = Circulating;
        _price = circulating > 0 ? Math.Min(Highest, Math.Max(_price, _pool / circulating)) : _price;
    }

    private void Mark() => _steps.Add(new(_price, _stayLeaving, _stayKeeping));

    private FluidAnswer Tell()
    {
        var held = _question.Sells ? _question.Payout * _price * (_leaving + _keeping) : 0;
        Slope();
        var (end, all) = (_blocks.Count, new List<double>());
        foreach (var share in new[] { 0.05, 0.25, 0.5, 0.75, 0.95 })
        {
            all.Add(Quantile(share, 0, end));
        }

        return new(
            all[0], all[1], all[2], all[3], all[4], (_paid + held) / _question.Orders, _capped / _question.Orders,
            1 - Below(_question.Kappa, 0, end), _price,
            [.. _starts.Zip(_starts.Skip(1)).Select(pair => Quantile(0.5, pair.First, pair.Second))]);
    }

    // Between the value of fresh points and the cap, or the best that anybody reached.
    private double Quantile(double share, int from, int to)
    {
        var low = _question.Payout * _question.Mint / 2;
        var high = _question.Cap > 0
            ? _question.Payout * _question.Cap
            : _question.Payout * _blocks[0].Points * _price;
        if (Below(0, from, to) >= share)
        {
            return 0;
        }

        for (var step = 0; step < 24; step++)
        {
            var middle = Math.Sqrt(low * high);
            if (Below(middle, from, to) >= share)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }

        return high;
    }

    private void Slope()
    {
        var steps = CollectionsMarshal.AsSpan(_steps);
        for (var index = 0; index + 1 < steps.Length; index++)
        {
            ref var one = ref steps[index];
            var (next, rise) = (steps[index + 1], steps[index + 1].Price - one.Price);
            one.SlopeLeaving = rise > 0 ? (next.StayLeaving - one.StayLeaving) / rise : 0;
            one.SlopeKeeping = rise > 0 ? (next.StayKeeping - one.StayKeeping) / rise : 0;
        }
    }

    // Share of the members of some blocks who have got back no more than so much of what they spent.
    private double Below(double multiple, int from, int to)
    {
        if (_question.Cap > 0 && multiple >= _question.Payout * _question.Cap)
        {
            return 1;
        }

        var (members, below, at) = (0.0, 0.0, 0);
        var atOnce = multiple >= _question.Payout * _question.Mint ? _atOnce : 0;
        var steps = CollectionsMarshal.AsSpan(_steps);
        var blocks = CollectionsMarshal.AsSpan(_blocks);
        var keeps = 1 - _atOnce - _leaves;
        for (var index = from; index < to; index++)
        {
            ref readonly var block = ref blocks[index];
            members += block.Count;
            if (!_question.Sells)
            {
                below += block.Count * (1 - block.Done);
                continue;
            }

            var price = multiple * block.Reach;
            while (at + 1 < steps.Length && steps[at + 1].Price <= price)
            {
                at++;
            }

            if (at + 1 == steps.Length)
            {
                below += block.Count;
                continue;
            }

            ref readonly var one = ref steps[at];
            var past = Math.Max(0, price - one.Price);
            var leaving = 1 - ((one.StayLeaving + (one.SlopeLeaving * past)) * block.PerLeaving);
            var keeping = 1 - ((one.StayKeeping + (one.SlopeKeeping * past)) * block.PerKeeping);
            below += block.Count * (atOnce + ((_leaves * Math.Max(0, leaving)) + (keeps * Math.Max(0, keeping))));
        }

        return members == 0 ? 0 : below / members;
    }

    // e^−x for a small step.
    private static double Stay(double x) => (12 - (6 * x) + (x * x)) / (12 + (6 * x) + (x * x));

    // (1 + x)^m for a small step.
    private static double Power(double x, double m) =>
        (12 + (6 * (m + 2) * x) + ((m + 1) * (m + 2) * x * x))
        / (12 - (6 * (m - 2) * x) + ((m - 1) * (m - 2) * x * x));
}
