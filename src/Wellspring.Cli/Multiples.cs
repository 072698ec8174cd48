using System.Globalization;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;

namespace Wellspring.Cli;

/// <summary>
/// Who is at what multiple: (what a sale now would pay + what was received) ÷ spent, net, of every member who spent.
/// </summary>
/// <remarks>
/// Each sale is priced alone, at the present price: all members selling together would get less. Rewards for
/// referrals are not counted: they are no return on the member's own spending.
/// </remarks>
internal sealed class Multiples
{
    // Parts per million of spend, ascending, with the member's number.
    private readonly List<(long PartsPerMillion, MemberNumber Member)> _all = [];
    private long _exits;

    public static Multiples Of(Pool pool)
    {
        var multiples = new Multiples { _exits = pool.Totals.Exits };
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            var member = pool.Member(new(number));
            if (member.Spent > Money.Zero)
            {
                var sale = pool.Plan.Selling.Retention.Rest.Of(member.Value);
                var back = (Int128)(sale + member.Received).Units * 1_000_000 / member.Spent.Units;
                multiples._all.Add(((long)back, member.Number));
            }
        }

        multiples._all.Sort();
        return multiples;
    }

    /// <summary>A member in the middle, to look at next.</summary>
    public string SomeMember(ReplayedPool pool) =>
        _all.Count == 0 ? "ID" : pool.Names.NameOf(_all[_all.Count / 2].Member);

    public string Median => _all.Count == 0 ? "–" : Times(At(50));

    public IEnumerable<(string Label, string Value)> Lines()
    {
        if (_all.Count == 0)
        {
            return [("还没有会员消费 nobody has spent yet", "–")];
        }

        return
        [
            ("中位 median", Times(At(50))),
            ("P10", Times(At(10))),
            ("P90", Times(At(90))),
            ("P99", Times(At(99))),
            ("最高 highest", Times(_all[^1].PartsPerMillion)),
            ($"收回不足消费一半 below 0.5 of spend", $"{Below(500_000)} / {_all.Count}"),
            ($"收回达到消费 at or above what they spent", $"{_all.Count - Below(1_000_000)} / {_all.Count}"),
            ("封顶退出 cap exits", $"{_exits}"),
        ];
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("multiples");
        writer.WriteNumber("members", _all.Count);
        foreach (var percentile in _all.Count == 0 ? [] : new[] { 50, 10, 25, 75, 90, 99 })
        {
            writer.WriteString($"p{percentile}", Decimals.Write(At(percentile), 6));
        }

        writer.WriteString("highest", _all.Count == 0 ? null : Decimals.Write(_all[^1].PartsPerMillion, 6));
        writer.WriteNumber("belowHalf", Below(500_000));
        writer.WriteNumber("atOrAboveSpend", _all.Count - Below(1_000_000));
        writer.WriteEndObject();
    }

    // Nearest rank: the smallest value that at least so many percent do not exceed.
    private long At(int percentile) => _all[Math.Max(0, ((_all.Count * percentile) + 99) / 100 - 1)].PartsPerMillion;

    private int Below(long partsPerMillion) => _all.Count(entry => entry.PartsPerMillion < partsPerMillion);

    private static string Times(long partsPerMillion) =>
        (partsPerMillion / 10_000m).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
