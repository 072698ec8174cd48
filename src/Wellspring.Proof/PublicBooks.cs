using System.Globalization;
using System.Text.Json;

namespace Wellspring.Proof;

/// <summary>
/// Follows the entries of a pool's public log 公开日志: books the steps of each on the figures before, and sees that the
/// figures after are the stated ones and that the price never falls.
/// </summary>
/// <remarks>It knows the format (docs/formats/public-log.md) and nothing of the program that wrote the log.</remarks>
public sealed class PublicBooks
{
    private const int MoneyDecimals = 6;
    private const int PointsDecimals = 8;
    private const long OnePoint = 100_000_000;

    // A statement a day for thirty years; whoever has more that reach so far back states no balances.
    private const int MostOlder = 10_000;

    private readonly RecentFigures _recent;
    private readonly List<(BalanceStatement Said, long At)> _older = [];

    /// <param name="recent">Kept by whoever goes on from figures with books of their own; null starts anew.</param>
    public PublicBooks(PublicFigures figures, RecentFigures? recent = null)
    {
        (Figures, _recent) = (figures, recent ?? new RecentFigures());
        _recent.Keep(figures);
    }

    public PublicFigures Figures { get; private set; }

    /// <summary>Statements of balances whose position is not in memory: whoever can, looks there again.</summary>
    public IReadOnlyList<(BalanceStatement Said, long At)> Older => _older;

    /// <summary>Takes the next entry and returns what it states, for whoever looks for more in it.</summary>
    /// <exception cref="LogFaultException">It does not follow from what came before.</exception>
    public JsonElement Follow(ReadOnlyMemory<byte> entry)
    {
        var at = Figures.Next;
        try
        {
            using var document = JsonDocument.Parse(entry);
            var root = document.RootElement;
            Follow(root, at);
            FollowBalances(root, at);
            _recent.Keep(Figures);
            return root.TryGetProperty("statement", out _) ? root.Clone() : default;
        }
        catch (Exception broken) when (IsUnreadable(broken))
        {
            throw Unreadable(at, broken);
        }
    }

    /// <summary>What an entry says that the log stood at after it.</summary>
    /// <exception cref="LogFaultException">It is not written as the format says.</exception>
    public static Standing StandingAfter(ReadOnlyMemory<byte> entry, long at)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            var root = document.RootElement;
            return new(Money(root, "pool"), Points(root, "circulating"), root.GetProperty("scale").GetInt32());
        }
        catch (Exception broken) when (IsUnreadable(broken))
        {
            throw Unreadable(at, broken);
        }
    }

    internal static LogFaultException BalancesDiffer(BalanceStatement said, long at) => new("balances-differ", at,
        $"第 {at} 条日志的余额声明（{said.Day}）与日志自己的数字不符，或与之前的声明次序颠倒。",
        $"The balances that entry {at} states ({said.Day}) are not the log's own figures, or go back behind "
        + "an earlier statement.");

    private static bool IsUnreadable(Exception broken) => broken is JsonException or KeyNotFoundException
        or InvalidOperationException or FormatException or OverflowException;

    private static LogFaultException Unreadable(long at, Exception broken) => new("entry-unreadable", at,
        $"第 {at} 条日志不是规定的写法：{broken.Message}",
        $"Entry {at} is not written as the format says: {broken.Message}");

    private void Follow(JsonElement entry, long at)
    {
        if (entry.GetProperty("i").GetInt64() != at)
        {
            throw new LogFaultException("wrong-index", at,
                $"第 {at} 条日志的编号不对。", $"Entry {at} carries another number.");
        }

        var kind = entry.GetProperty("kind").GetString();
        if ((at == 0) != (kind == "poolOpened"))
        {
            throw new LogFaultException("no-opening", at,
                "日志须以开池开始，且只开一次。", "A log begins with the pool's opening, and has no other.");
        }

        var now = Figures with { Next = at + 1 };
        now = entry.TryGetProperty("plan", out var plan) ? WithPlan(now, plan, opens: at == 0) : now;
        if (entry.TryGetProperty("steps", out var steps))
        {
            foreach (var step in steps.EnumerateArray())
            {
                var before = now;
                now = Step(now, step, at);
                RequireNoFall(before, now, at);
            }
        }

        var stated = (
            Money(entry, "pool"), Points(entry, "circulating"), Money(entry, "reserve"),
            entry.GetProperty("scale").GetInt32());
        if (stated != (now.Pool, now.Circulating, now.Reserve, now.Scale))
        {
            throw new LogFaultException("sums-differ", at,
                $"第 {at} 条日志写明的资金和积分，与前一条加上它的变动不符。",
                $"The money and points that entry {at} states do not follow from the entry before and its steps.");
        }

        Figures = now;
    }

    // Only what parses is checked: no member's proof rests on anything else.
    private void FollowBalances(JsonElement entry, long at)
    {
        var fields = new JsonFields(entry, "entry");
        if (!fields.Has("topic") || fields.Text("topic") != "balances" || StatementOf(fields) is not { } said)
        {
            return;
        }

        var stood = _recent.Find(said.Position);
        if (!said.AddsUp || said.Position > at || said.Position < Figures.BalancesPosition
            || string.CompareOrdinal(said.Day, Figures.BalancesDay) <= 0
            || (stood is { } known ? known != Standing.Of(said) : _older.Count == MostOlder))
        {
            throw BalancesDiffer(said, at);
        }

        if (stood is null)
        {
            _older.Add((said, at));
        }

        Figures = Figures with { BalancesDay = said.Day, BalancesPosition = said.Position };
    }

    private static BalanceStatement? StatementOf(JsonFields entry)
    {
        try
        {
            return entry.Json("statement") is { } text ? BalanceStatement.Parse(text) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static PublicFigures WithPlan(PublicFigures now, JsonElement plan, bool opens)
    {
        var version = plan.GetProperty("version").GetInt32();
        var known = now with
        {
            RestToPool = now.RestToPool.SetItem(version, plan.GetProperty("rest").GetString() == "pool"),
        };
        return opens
            ? known with { Version = version, KeptMoney = Money(plan, "startPrice"), KeptPoints = OnePoint }
            : known;
    }

    private static PublicFigures Step(PublicFigures now, JsonElement step, long at)
    {
        var first = step.EnumerateObject().First();
        return first.Name switch
        {
            "in" => now with
            {
                Pool = now.Pool + Money(step, "in"), Circulating = now.Circulating + Points(step, "mint"),
            },
            "out" => Burnt(now, Points(step, "burn"), Money(step, "out"), at),
            "rest" => Rest(now, Money(step, "rest")),
            "add" => now with { Pool = now.Pool + Money(step, "add") },
            "toReserve" => now with { Reserve = now.Reserve + Money(step, "toReserve") },
            "fromReserve" => now with
            {
                Pool = now.Pool + Money(step, "fromReserve"),
                Reserve = Less(now.Reserve, Money(step, "fromReserve"), at),
            },
            "splits" => Split(now, first.Value.GetInt32()),
            "version" => now with { Version = first.Value.GetInt32() },
            "close" => Closed(now, Money(step, "close"), Money(step, "crumbs"), at),
            var other => throw new LogFaultException("unknown-step", at,
                $"第 {at} 条日志有本程序不认识的变动“{other}”，请升级核验程序。",
                $"Entry {at} has a step \"{other}\" that this program does not know; use a newer one."),
        };
    }

    private static PublicFigures Rest(PublicFigures now, long money) =>
        !now.RestToPool[now.Version] ? now
        : now.Circulating == 0 ? now with { Reserve = now.Reserve + money }
        : now with { Pool = now.Pool + money };

    private static PublicFigures Burnt(PublicFigures now, long points, long money, long at)
    {
        var (left, circulating) = (Less(now.Pool, money, at), Less(now.Circulating, points, at));
        return circulating > 0 || now.Circulating == 0
            ? now with { Pool = left, Circulating = circulating }
            : now with
            {
                Pool = 0, Circulating = 0, Reserve = now.Reserve + left, KeptMoney = now.Price.Money,
                KeptPoints = now.Price.Points,
            };
    }

    private static PublicFigures Closed(PublicFigures now, long paid, long crumbs, long at) =>
        paid + crumbs == now.Pool
            ? now with
            {
                Pool = 0, Circulating = 0, Reserve = now.Reserve + crumbs, KeptMoney = now.Price.Money,
                KeptPoints = now.Price.Points,
            }
            : throw Short(at);

    private static PublicFigures Split(PublicFigures now, int times)
    {
        for (var split = 0; split < times; split++)
        {
            now = now with
            {
                Circulating = now.Circulating * 10,
                KeptPoints = now.Circulating == 0 ? now.KeptPoints * 10 : now.KeptPoints,
                Scale = now.Scale + 1,
            };
        }

        return now;
    }

    // Cross-multiplied, so that nothing is rounded; a split by ten divides the price by ten and is no fall.
    private static void RequireNoFall(PublicFigures before, PublicFigures after, long at)
    {
        var ((money, points), (moneyAfter, pointsAfter)) = (before.Price, after.Price);
        if (after.Scale == before.Scale && points > 0
            && (UInt128)moneyAfter * (ulong)points < (UInt128)money * (ulong)pointsAfter)
        {
            throw new LogFaultException("price-fell", at,
                $"第 {at} 条日志使价格下跌，而价格只能不变或上升。", $"Entry {at} lets the price fall, which it never may.");
        }

        if (after.Pool > 0 != after.Circulating > 0)
        {
            throw new LogFaultException("sums-differ", at,
                $"第 {at} 条日志之后，有资金没有积分，或有积分没有资金。",
                $"After entry {at} there is money without points, or points without money.");
        }
    }

    private static long Less(long from, long amount, long at) => amount <= from ? from - amount : throw Short(at);

    private static LogFaultException Short(long at) => new("sums-differ", at,
        $"第 {at} 条日志拿走的比有的还多，或没有分完。", $"Entry {at} takes more than there is, or leaves some undivided.");

    private static long Money(JsonElement element, string name) => Amount(element, name, MoneyDecimals);

    private static long Points(JsonElement element, string name) => Amount(element, name, PointsDecimals);

    // Exactly so many decimals, no sign: an amount has one spelling.
    private static long Amount(JsonElement element, string name, int decimals)
    {
        var text = element.GetProperty(name).GetString() ?? "";
        var point = text.Length - decimals - 1;
        return point > 0 && text[point] == '.' && text.AsSpan(0, point).IndexOfAnyExceptInRange('0', '9') < 0
            && text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9') < 0
            && long.TryParse(text.Remove(point, 1), NumberStyles.None, CultureInfo.InvariantCulture, out var units)
                ? units
                : throw new FormatException($"{name} \"{text}\"");
    }
}
