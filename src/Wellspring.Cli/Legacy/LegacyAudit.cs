using System.Text.Json;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Legacy;

namespace Wellspring.Cli.Legacy;

/// <summary>One thing that must always hold, what was found, and whether it did.</summary>
internal sealed record LegacyCheck(string Code, Bilingual What, string Found, bool Holds);

/// <summary>
/// Checks the old debt of a pool to the unit: claims = goods + coins + unconverted + proceeds + waived, per creditor
/// and in all; coins = their accounts; nobody converted without consent.
/// </summary>
internal sealed class LegacyAudit
{
    private readonly List<LegacyCheck> _checks = [];

    public IReadOnlyList<LegacyCheck> Checks => _checks;

    public bool Holds => _checks.All(check => check.Holds);

    public static LegacyAudit Of(Pool pool)
    {
        var (audit, totals) = (new LegacyAudit(), pool.Legacy!);
        var broken = 0L;
        var unasked = 0L;
        var (sum, locked) = (default(DebtState), Points.Zero);
        foreach (var one in pool.Creditors())
        {
            broken += DebtState.Of(one).Balances ? 0 : 1;
            unasked += one.Answer is not OfferAnswer.Yes && HasConverted(one) ? 1 : 0;
            (sum, locked) = (sum + DebtState.Of(one), locked + one.Locked);
        }

        var all = DebtState.Of(totals);
        audit.Add("identity-total", "债权总额 = 以货清偿 + 消费币 + 未转换 + 卖出抵减 + 放弃",
            "claims = goods + coins + unconverted + proceeds + waived",
            Both(all.Claimed, all.Settled + all.Waived + all.Open),
            all.Balances);
        audit.Add("identity-creditors", "逐个债权人核对，不平的人数", "creditors whose own sum does not come out",
            $"{broken}", broken == 0);
        audit.Add("sum-of-creditors", "各债权人之和 = 总额", "sum of all creditors = totals", $"{sum.Claimed}",
            sum == all && locked == totals.Locked);
        audit.Add("without-consent", "未同意却被转换或清偿的人数", "creditors converted or paid without consent",
            $"{unasked}", unasked == 0);
        audit.AddLedger(pool, totals);
        return audit;
    }

    public void Add(string code, string zh, string en, string found, bool holds) =>
        _checks.Add(new(code, new(zh, en), found, holds));

    public void Show(string title) => Terminal.WriteTable(title, [("", false), ("核对 check", false), ("结果 found", true)],
        _checks.SelectMany(check => new[]
        {
            new[] { check.Holds ? "✓" : "✗", check.What.Zh, check.Found },
            ["", check.What.En, ""],
        }));

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("reconciliation");
        writer.WriteBoolean("holds", Holds);
        writer.WriteStartArray("checks");
        foreach (var check in _checks)
        {
            writer.WriteStartObject();
            writer.WriteString("check", check.Code);
            writer.WriteString("found", check.Found);
            writer.WriteBoolean("holds", check.Holds);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>One amount where both are the same, else the two of them.</summary>
    public static string Both(Money left, Money right) => left == right ? $"{left}" : $"{left} ≠ {right}";

    private static bool HasConverted(CreditorBalance one) =>
        (one.Coins, one.SettledByGoods, one.SettledByProceeds, one.Locked, one.Freed)
        != (Money.Zero, Money.Zero, Money.Zero, Points.Zero, Points.Zero);

    // The accounts are read off the state as an export would end; liabilities stand there below zero.
    private void AddLedger(Pool pool, LegacyTotals totals)
    {
        var balances = pool.Balances().ToLookup(entry => entry.Account.Kind, entry => entry.Units);
        var coins = Math.Abs(balances[AccountKind.LegacyCoins].Sum());
        Add("coins-ledger", "消费币 = 其分户账户之和", "coins = their accounts in the ledger",
            $"{Money.FromUnits(coins)}", coins == totals.Coins.Units);
        var open = Math.Abs(balances[AccountKind.LegacyDebt].Sum());
        Add("debt-ledger", "未清债务账户 = 未转换 + 消费币", "account of open debt = unconverted + coins",
            $"{Money.FromUnits(open)}", open == (totals.Unconverted + totals.Coins).Units);
        var free = Enumerable.Range(1, pool.MemberCount)
            .Aggregate(Points.Zero, (sum, number) => sum + pool.Held(new(number)));
        Add("points", "流通积分 = 可用 + 锁定 + 底仓", "circulating points = free + locked + float",
            $"{pool.Backing.Circulating}", free + totals.Locked + pool.Backing.Float == pool.Backing.Circulating);
    }
}
