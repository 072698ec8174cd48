using Wellspring.Core;
using Wellspring.Simulator;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>What became of an old debt, of self-orders and of refunds, and who bore it.</summary>
internal sealed class EventsText(SimulationResult result)
{
    public void Show()
    {
        if (result.Debt is { } debt)
        {
            Terminal.WriteFacts("旧债 the old debt", Lines(debt));
        }

        if (result.Washed is { } washed)
        {
            Terminal.WriteFacts("刷单 self-orders", Lines(washed));
        }

        if (result.Refunded is { } refunds)
        {
            Terminal.WriteFacts("退款由谁承担 who bore refunds", Lines(refunds));
        }
    }

    private static IEnumerable<(string Label, string Value)> Lines(DebtOutcome debt)
    {
        yield return ("债务 debt", Yuan(debt.Given.Amount));
        yield return ("同意的债权人 creditors who agreed",
            $"{debt.Forecast.Start.Consented} / {debt.Forecast.Start.Creditors}");
        yield return ("用完消费币的月份 month of the last coin",
            debt.Forecast.EndMonth is { } month ? $"{month}" : "在这些假设下永远还不完 never under these assumptions");
        yield return ("还欠 still owed", Yuan(debt.Left));
        yield return ("  其中未同意转换 of it never converted", Yuan(debt.Forecast.NotConverted));
        if (debt.Given.ShareOfInflow == Rate.Zero)
        {
            yield break;
        }

        var (without, with) = debt.BuyersMean;
        yield return ("仅为推演：取走的流入 what-if only: taken of the inflow",
            $"{debt.Given.ShareOfInflow}, {Yuan(debt.Diverted)}");
        yield return ("  新买家平均至多得到 new buyers get at most, in the mean",
            $"{Decimals.Write(with, 6)} (否则 otherwise {Decimals.Write(without, 6)})");
    }

    private static IEnumerable<(string Label, string Value)> Lines(WashOutcome washed)
    {
        yield return ("订单 orders", $"{washed.Orders}");
        yield return ("真正付出的佣金 commissions really paid", Yuan(washed.Commissions));
        yield return ("池付给他们 paid to them by the pool", Yuan(washed.Received));
        yield return ("退回的佣金 commissions that came back", Yuan(washed.Recovered));
        yield return (washed.NetUnits < 0 ? "他们亏 they lose" : "他们赚 they gain",
            Yuan(Money.FromUnits(Math.Abs(washed.NetUnits))));
        if (washed.Refunds.Refunds > 0)
        {
            foreach (var line in Lines(washed.Refunds))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<(string Label, string Value)> Lines(RefundBearers refunds) =>
    [
        ("退款 refunds", $"{refunds.Refunds}"),
        ("须退回的佣金 commission that must come back", Yuan(refunds.Due)),
        ("  由池承担 by the pool", Yuan(refunds.FromPool)),
        ("  由奖励人承担 by those rewarded", Yuan(refunds.FromPayees)),
        ("  由会员承担（应收） by members, a receivable", Yuan(refunds.FromMembers)),
        ("  由平台承担 by the platform", Yuan(refunds.FromPlatform)),
        ("会员最终仍欠，收不回即损失 still owed at the end, a loss if it stays so", Yuan(refunds.StillOwed)),
    ];

    private static string Yuan(Money money) => $"{money.FloorToFen()}"[..^4];
}
