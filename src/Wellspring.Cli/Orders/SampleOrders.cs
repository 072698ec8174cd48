using System.Collections.Immutable;
using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Cli.Orders;

/// <summary>
/// An invented year of one shop's orders and refunds, fitted to a real one's figures, byte for byte repeatable.
/// </summary>
internal sealed class SampleOrders
{
    public const int UsualOrders = 20_000;
    public const ulong UsualSeed = 1;

    /// <summary>A sample is sorted in memory.</summary>
    public const int MostOrders = 5_000_000;

    private const int MinutesPerDay = 1440;
    private const int FirstNumber = 500_001;

    /// <summary>The first of December, as in the source, so that its thirteen months are ours.</summary>
    private static readonly DateTime Start = new(2024, 12, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly ImmutableArray<long> Days =
        Cumulative(Enumerable.Range(0, ShopFacts.Days).Select(DayWeight));

    private static readonly ImmutableArray<long> Hours = Cumulative(ShopFacts.ByHour);
    private static readonly ImmutableArray<long> RefundCounts = Cumulative(ShopFacts.RefundsOfOneOrder);

    private static readonly ImmutableArray<long> Countries =
        Cumulative(ShopFacts.Countries.Select(entry => entry.Orders));

    private static readonly ImmutableArray<long> OrderCounts = Cumulative(
        ShopFacts.CustomersByOrders.Concat(ShopFacts.KeenCustomers.Select(entry => entry.Customers)));

    private readonly Dice _dice;
    private readonly List<Row> _rows = [];
    private readonly List<int> _customerCountries = [];

    private SampleOrders(ulong seed) => _dice = new(seed);

    /// <summary>Writes a header and the rows, sorted by time; an order always stands before its refunds.</summary>
    public static void Write(TextWriter output, int orders = UsualOrders, ulong seed = UsualSeed)
    {
        Invariant.Require(orders is > 0 and <= MostOrders, "a sample has 1 to 5 000 000 orders");
        var sample = new SampleOrders(seed);
        sample.MakeOrders(orders);
        sample.MakeRefunds();
        sample.MakeUnmatched(orders);
        sample.MakeAdjustments(orders);
        sample.WriteRows(output);
    }

    private void MakeOrders(int orders)
    {
        var anonymous = (int)((long)orders * ShopFacts.AnonymousOrders / ShopFacts.Orders);
        var zero = (int)((long)orders * ShopFacts.ZeroOrders / ShopFacts.Orders);
        var known = orders - anonymous;
        while (_rows.Count < known)
        {
            var customer = _customerCountries.Count;
            _customerCountries.Add(_dice.Weighted(Countries));
            for (var left = Math.Min(OrdersOfOneCustomer(), known - _rows.Count); left > 0; left--)
            {
                var isFree = _rows.Count < zero;
                _rows.Add(new(DrawMinute(), Kind.Order, customer, isFree ? 0 : _dice.Drawn(ShopFacts.Amounts))
                {
                    Lines = _dice.Drawn(ShopFacts.Lines),
                    Country = _customerCountries[customer],
                });
            }
        }

        for (var left = anonymous; left > 0; left--)
        {
            _rows.Add(new(DrawMinute(), Kind.Order, Row.Nobody, _dice.Drawn(ShopFacts.AnonymousAmounts))
            {
                Lines = _dice.Drawn(ShopFacts.Lines),
                Country = _dice.Weighted(Countries),
            });
        }
    }

    private long OrdersOfOneCustomer()
    {
        var drawn = _dice.Weighted(OrderCounts);
        if (drawn < ShopFacts.CustomersByOrders.Length)
        {
            return drawn + 1;
        }

        var (from, to, _) = ShopFacts.KeenCustomers[drawn - ShopFacts.CustomersByOrders.Length];
        return from + _dice.Below(to - from + 1);
    }

    private void MakeRefunds()
    {
        var left = _rows.Select(row => row.Customer == Row.Nobody ? 0 : row.Amount).ToArray();
        for (var index = 0; index < left.Length; index++)
        {
            if (_rows[index] is not { Amount: > 0, Customer: not Row.Nobody }
                || !_dice.Chance(ShopFacts.RefundedOrders, ShopFacts.KnownOrders))
            {
                continue;
            }

            for (var refunds = _dice.Weighted(RefundCounts) + 1; refunds > 0; refunds--)
            {
                MakeRefund(index, left);
            }
        }
    }

    /// <summary>
    /// Adds a refund of an order. A delay that would pass the end of the year goes to another order it fits: every
    /// measured delay ended within the year, and shortening it would make refunds quicker than they were.
    /// </summary>
    private void MakeRefund(int index, long[] left)
    {
        const int tries = 64;
        var delay = (int)_dice.Drawn(ShopFacts.DelayMinutes);
        for (var attempt = 0; attempt < tries && !Fits(index); attempt++)
        {
            index = (int)_dice.Below(left.Length);
        }

        if (!Fits(index))
        {
            return;
        }

        var order = _rows[index];
        var byCodes = _dice.Chance(ShopFacts.CodesRefunds, ShopFacts.MatchedRefunds);
        var whole = !byCodes
            && _dice.Chance(ShopFacts.WholeRefunds, ShopFacts.MatchedRefunds - ShopFacts.CodesRefunds);
        var share = byCodes ? _dice.Drawn(ShopFacts.CodesShares)
            : whole ? 1_000_000
            : _dice.Drawn(ShopFacts.PartialShares);
        var amount = Math.Max(1, order.Amount * share / 1_000_000);
        amount = byCodes ? amount : Math.Min(amount, left[index]);
        left[index] -= byCodes ? 0 : amount;
        _rows.Add(new(order.Minute + delay, Kind.Cancellation, order.Customer, amount)
        {
            Lines = 1 + _dice.Below(3),
            Country = order.Country,
            Original = index,
            ByCodes = byCodes,
        });

        bool Fits(int order) => left[order] > 0 && _rows[order].Minute + delay < ShopFacts.Days * MinutesPerDay;
    }

    private void MakeUnmatched(int orders)
    {
        for (var left = (long)orders * ShopFacts.UnmatchedRefunds / ShopFacts.Orders; left > 0; left--)
        {
            var isAnonymous = _dice.Chance(ShopFacts.AnonymousRefunds, ShopFacts.UnmatchedRefunds);
            var customer = isAnonymous ? Row.Nobody : (int)_dice.Below(_customerCountries.Count);
            _rows.Add(new(DrawMinute(), Kind.Cancellation, customer, _dice.Drawn(ShopFacts.UnmatchedAmounts))
            {
                Lines = 1 + _dice.Below(3),
                Country = isAnonymous ? _dice.Weighted(Countries) : _customerCountries[customer],
            });
        }
    }

    private void MakeAdjustments(int orders)
    {
        for (var left = (long)orders * ShopFacts.Adjustments / ShopFacts.Orders; left > 0; left--)
        {
            _rows.Add(new(DrawMinute(), Kind.Adjustment, Row.Nobody, 0) { Lines = 1 });
        }
    }

    private int DrawMinute() =>
        (_dice.Weighted(Days) * MinutesPerDay) + (_dice.Weighted(Hours) * 60) + (int)_dice.Below(60);

    private void WriteRows(TextWriter output)
    {
        // Orders were made before refunds, so that at an equal minute an order keeps its place before its refund.
        var sorted = Enumerable.Range(0, _rows.Count)
            .OrderBy(index => _rows[index].Minute).ThenBy(index => index).ToArray();
        var numbers = new int[sorted.Length];
        output.Write("order_id,customer,time,amount,lines,country,kind,original_order_id,match\n");
        for (var place = 0; place < sorted.Length; place++)
        {
            var row = _rows[sorted[place]];
            numbers[sorted[place]] = FirstNumber + place;
            var original = row.Original is { } index ? numbers[index].ToString(CultureInfo.InvariantCulture) : "";
            var match = row.Original is null ? "" : row.ByCodes ? "codes" : "full";
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"{Prefix(row.Kind)}{numbers[sorted[place]]},{Customer(row.Customer)},"));
            output.Write(Start.AddMinutes(row.Minute).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $",{row.Amount / 100}.{row.Amount % 100:00},{row.Lines},{ShopFacts.Countries[row.Country].Country},"));
            output.Write($"{Word(row.Kind)},{original},{match}\n");
        }
    }

    private static string Prefix(Kind kind) => kind is Kind.Cancellation ? "C" : "";

    private static string Customer(int customer) =>
        customer == Row.Nobody ? "" : (10_001 + customer).ToString(CultureInfo.InvariantCulture);

    private static string Word(Kind kind) => kind switch
    {
        Kind.Order => "order",
        Kind.Cancellation => "cancellation",
        _ => "adjustment",
    };

    /// <summary>The day's part of its month's orders, split among the days by their weekdays, in thousandths.</summary>
    private static long DayWeight(int day)
    {
        var month = MonthOf(day);
        var whole = Enumerable.Range(0, ShopFacts.Days).Where(other => MonthOf(other) == month).Sum(WeekdayWeight);
        return WeekdayWeight(day) * ShopFacts.ByMonth[month] * 1000 / whole;
    }

    private static int MonthOf(int day)
    {
        var date = Start.AddDays(day);
        return ((date.Year - Start.Year) * 12) + date.Month - Start.Month;
    }

    private static long WeekdayWeight(int day) => ShopFacts.ByWeekday[(int)Start.AddDays(day).DayOfWeek];

    private static ImmutableArray<long> Cumulative(IEnumerable<long> weights)
    {
        var sum = 0L;
        return [.. weights.Select(weight => sum += weight)];
    }

    private enum Kind
    {
        Order,
        Cancellation,
        Adjustment,
    }

    private sealed record Row(int Minute, Kind Kind, int Customer, long Amount)
    {
        public const int Nobody = -1;

        public long Lines { get; init; }

        public int Country { get; init; }

        /// <summary>Of a refund: the place of its order among the rows made.</summary>
        public int? Original { get; init; }

        public bool ByCodes { get; init; }
    }
}
