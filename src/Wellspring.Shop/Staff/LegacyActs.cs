using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Staff;

/// <summary>The acts of two people about the old debt 历史债务 that the pool decides.</summary>
internal static class LegacyActs
{
    /// <summary>The command with those who asked and let it happen; null for a command of another kind.</summary>
    public static PoolCommand? WithPeople(PoolCommand command, string id, Instant at, string by, string approver) =>
        command switch
        {
            PoolCommand.FundSettlement fund => fund with { Id = id, At = at, Approver = approver },
            PoolCommand.BuyLockedPoints buy => buy with { Id = id, At = at, Approver = approver },
            PoolCommand.StopReleases stop => stop with { Id = id, At = at, By = by, Approver = approver },
            PoolCommand.RestartReleases start => start with { Id = id, At = at, By = by, Approver = approver },
            PoolCommand.ResolveClaim resolve => resolve with { Id = id, At = at, By = by, Approver = approver },
            PoolCommand.TransferClaim move => move with { Id = id, At = at, By = by, Approver = approver },
            PoolCommand.WithdrawClaim take => take with { Id = id, At = at, By = by, Approver = approver },
            _ => null,
        };
}

/// <summary>What those acts would do, in sentences.</summary>
internal static class LegacyEffects
{
    public static IEnumerable<Bilingual> Of(PoolEvent happens)
    {
        Bilingual? line = happens switch
        {
            PoolEvent.SettlementFunded funded => new(
                $"结算资金增加 {funded.Amount} 元，只能用于消费币订单，不能取回；池子和单价不变。",
                $"The settlement fund grows by {funded.Amount} yuan; it pays coin orders only and cannot be taken "
                + "back. Pool and price do not change."),
            PoolEvent.LockedPointsBought bought => new(
                $"{bought.Amount} 元进入池子，铸造 {bought.Points} 锁定积分给这位债权人；债权不因此减少。",
                $"{bought.Amount} yuan go into the pool and mint {bought.Points} locked points for the creditor; the "
                + "claim does not fall by it."),
            PoolEvent.ReleasesStopped => new(
                "从现在起不再释放锁定积分，直到两人恢复；停止期间的日子不补。",
                "No locked points are released from now on until two people restart it; the days between are not "
                + "made up."),
            PoolEvent.ReleasesRestarted => new(
                "恢复后每天按方案释放锁定积分；停止期间的日子不补。",
                "Locked points are released day by day again by the plan's rule; the days between are not made up."),
            PoolEvent.ClaimResolved resolved => new(
                $"债权 {resolved.Claim} 的争议结束，确认金额 {resolved.Agreed} 元，放弃 {resolved.Waived} 元。",
                $"The dispute about claim {resolved.Claim} ends: {resolved.Agreed} yuan stand, {resolved.Waived} are "
                + "given up."),
            PoolEvent.ClaimTransferred moved => new(
                $"债权 {moved.Claim} 的 {moved.Amount} 元转给另一位债权人；对方须自己答复要约。",
                $"The {moved.Amount} yuan of claim {moved.Claim} go to another creditor, who answers the offer "
                + "in person."),
            PoolEvent.ClaimWithdrawn taken => new(
                $"债权 {taken.Claim} 作为误导入撤回，登记总额减少 {taken.Amount} 元。",
                $"Claim {taken.Claim} is taken back as wrongly imported; the claims registered fall by {taken.Amount} "
                + "yuan."),
            _ => null,
        };
        if (line is { } said)
        {
            yield return said;
        }
    }

    /// <summary>Whether the act leaves pool, price and caps as they are.</summary>
    public static bool TouchesNoPool(PoolEvent happens) => happens is PoolEvent.SettlementFunded
        or PoolEvent.ReleasesStopped or PoolEvent.ReleasesRestarted or PoolEvent.ClaimResolved
        or PoolEvent.ClaimTransferred or PoolEvent.ClaimWithdrawn;
}
