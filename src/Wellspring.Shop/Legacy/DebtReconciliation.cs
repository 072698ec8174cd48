using System.Globalization;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Storage;

namespace Wellspring.Shop.Legacy;

/// <summary>One figure that two independent places have: equal, or something is wrong.</summary>
/// <param name="Left">In units of money, as the pool's state has it.</param>
/// <param name="Right">In units of money, as the other place has it.</param>
public sealed record ReconciledFigure(Bilingual Name, Bilingual Other, long Left, long Right)
{
    public bool Agrees => Left == Right;

    public string LeftText => Decimals.Write(Left, Money.Decimals);

    public string RightText => Decimals.Write(Right, Money.Decimals);
}

/// <summary>How many claims of a kind are registered, and how much.</summary>
public sealed record ClaimTally(ClaimKind Kind, ClaimState State, long Claims, Money Amount);

/// <summary>The old debt at one record of the journal, held against the ledger, its orders and its creditors.</summary>
/// <param name="IsSettled">Whether the views had come to the same record; without it nothing can be said.</param>
public sealed record Reconciliation(
    string Plan, long Position, Instant At, LegacyTotals Totals, IReadOnlyList<ReconciledFigure> Figures,
    IReadOnlyList<ClaimTally> Claims, bool IsSettled)
{
    public bool Balances => IsSettled && Figures.All(figure => figure.Agrees);

    /// <summary>The report as it is signed: the same books give the same text, in both languages.</summary>
    public string Text()
    {
        var text = new StringBuilder()
            .Append("历史债务核对表 Reconciliation of the old debt\n")
            .Append(CultureInfo.InvariantCulture, $"方案 plan: {Plan}\n")
            .Append(CultureInfo.InvariantCulture, $"账本记录 record of the journal: {Position}, {At}\n")
            .Append(CultureInfo.InvariantCulture, $"债权人 creditors: {Totals.Creditors}, ")
            .Append(CultureInfo.InvariantCulture, $"书面同意 consented: {Totals.Consented}\n\n");
        foreach (var tally in Claims)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"债权 claims {tally.Kind.Code()} {tally.State.Code()}: {tally.Claims}, {tally.Amount}\n");
        }

        text.Append('\n');
        foreach (var figure in Figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"{figure.Name}: {figure.LeftText} = ")
                .Append(CultureInfo.InvariantCulture, $"{figure.Other}: {figure.RightText}")
                .Append(figure.Agrees ? "\n" : " 不符 DIFFERS\n");
        }

        return text.Append(Balances ? "\n全部相符 All agree.\n" : "\n有不符 Something differs.\n").ToString();
    }
}

/// <summary>
/// Makes the reconciliation report 核对表 of the old debt: the pool's own totals beside the double entry's postings,
/// the orders that coins paid and the creditors one by one.
/// </summary>
public sealed class DebtReconciliation(PoolGate gate, PoolFlow flow, ShopDatabase database, ViewStore views)
{
    private const int Tries = 5;

    /// <summary>The report as of now; null where there is no old debt.</summary>
    public async Task<Reconciliation?> MakeAsync(CancellationToken cancellation)
    {
        Reconciliation? report = null;
        for (var attempt = 0; attempt < Tries && report is not { IsSettled: true }; attempt++)
        {
            await flow.RunAsync(cancellation);
            if (await gate.ReadAsync(Stand.Of, cancellation) is not { } stand)
            {
                return null;
            }

            report = Compare(stand);
        }

        return report;
    }

    private Reconciliation Compare(Stand stand)
    {
        var (position, totals, sum) = (stand.Position, stand.Totals, stand.Sum);
        var settled = views.Reader.Legacy.CoinsOf("settled", "reversed");
        var funded = database.Read(reader => LegacyDeeds.FundedFrom(reader, new(long.MinValue)));
        var used = totals.Fund + totals.FundHeld;
        ReconciledFigure[] figures =
        [
            new(new("登记的债权", "claims registered"), new("各去向之和", "sum of where they are"),
                totals.Claimed.Units,
                (totals.SettledByGoods + totals.SettledByProceeds + totals.Waived + totals.Open).Units),
            new(new("登记的债权", "claims registered"), new("逐位债权人相加", "creditor by creditor"),
                totals.Claimed.Units, sum.Claimed.Units),
            new(new("以货物结清", "settled by goods"), new("逐位债权人相加", "creditor by creditor"),
                totals.SettledByGoods.Units, sum.SettledByGoods.Units),
            new(new("以货物结清", "settled by goods"), new("消费币订单", "orders paid with coins"),
                totals.SettledByGoods.Units, settled.Coins.Units),
            Ledger(new("未转换", "not converted"), totals.Unconverted, AccountKind.LegacyClaims, position),
            Ledger(new("消费币", "coins"), totals.Coins, AccountKind.LegacyCoins, position),
            Ledger(new("结算资金可用", "settlement fund, free"), totals.Fund, AccountKind.SettlementFund, position),
            Ledger(new("结算资金占用", "settlement fund, held"), totals.FundHeld, AccountKind.SettlementHeld, position),
            new(new("未清合计", "open in all"), OtherOf(AccountKind.LegacyDebt), totals.Open.Units,
                views.Reader.Legacy.Posted(AccountKind.LegacyDebt, position)),
            new(new("结算资金用去", "settlement fund, used"),
                new("消费币订单的货款与入池", "goods and deposits of orders paid with coins"),
                funded.Units - used.Units, settled.Value.Units + settled.Deposit.Units),
        ];
        return new(stand.Plan, position, stand.At, totals, figures, stand.Claims,
            views.Reader.Legacy.LastCoinOrder < position);
    }

    private ReconciledFigure Ledger(Bilingual name, Money amount, AccountKind kind, long position) =>
        new(name, OtherOf(kind), amount.Units, -views.Reader.Legacy.Posted(kind, position));

    private static Bilingual OtherOf(AccountKind kind)
    {
        var account = new Account(kind, 0).Name.Replace(":M0", "", StringComparison.Ordinal);
        return new($"复式记账 {account}", $"double entry {account}");
    }

    // What the pool has, read between two commands.
    private sealed record Stand(
        string Plan, long Position, Instant At, LegacyTotals Totals, DebtState Sum, IReadOnlyList<ClaimTally> Claims)
    {
        public static Stand? Of(Engine.PoolDesk desk) => desk.Pool.Legacy is not { } totals ? null : new(
            $"{desk.Pool.Plan.Settings.Id} v{desk.Pool.Plan.Settings.Version} {desk.Pool.Plan.Hash}",
            desk.Position, desk.Pool.Clock, totals,
            DebtState.SumOf(desk.Pool.Creditors()),
            [.. desk.Pool.Claims().GroupBy(claim => (claim.Kind, claim.State))
                .OrderBy(group => group.Key.Kind).ThenBy(group => group.Key.State)
                .Select(group => new ClaimTally(
                    group.Key.Kind, group.Key.State, group.LongCount(),
                    group.Aggregate(Money.Zero, (all, claim) => all + claim.Amount)))]);
    }
}
