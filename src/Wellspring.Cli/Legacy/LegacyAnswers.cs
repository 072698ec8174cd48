using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Cli.Legacy;

/// <summary>What was done about an old debt, in one line of an answer.</summary>
internal static class LegacyAnswers
{
    /// <summary>Null for events of other matters.</summary>
    public static (string Zh, string En)? Done(PoolEvent happened) => happened switch
    {
        PoolEvent.ClaimRegistered { Claim: var claim } => ("债权登记 claim registered", Yuan(claim.Amount)),
        PoolEvent.ClaimDisputed one => ("债权争议 claim disputed", $"冻结 frozen {Yuan(one.Frozen)}"),
        PoolEvent.ClaimResolved one => ("争议解决 dispute resolved",
            $"议定 agreed {Yuan(one.Agreed)} · 放弃 waived {Yuan(one.Waived)}"),
        PoolEvent.ClaimTransferred one => ("债权移转 claim transferred", $"{one.Transfer.Code()} · {Yuan(one.Amount)}"),
        PoolEvent.ClaimWithdrawn one => ("债权撤回 claim withdrawn", Yuan(one.Amount)),
        PoolEvent.OfferAnswered { Answer: OfferAnswer.Yes } one =>
            ("同意要约 offer accepted", $"消费币 coins {Yuan(one.Converted)}"),
        PoolEvent.OfferAnswered one => ("答复要约 offer answered", one.Answer.Code()),
        PoolEvent.ConsentRevoked one => ("撤回同意 consent revoked", $"退回债权 claim again {Yuan(one.Returned)}"),
        PoolEvent.CoinsPaid one => ("消费币付款 coins paid",
            $"{Yuan(one.Coins)} · 抵货款 value {Yuan(one.Value)} · 存入 deposit {Yuan(one.Deposit)}"),
        PoolEvent.SettlementFunded one => ("结算资金存入 settlement funded", Yuan(one.Amount)),
        PoolEvent.LockedPointsBought one => ("买入锁定积分 locked points bought", $"{one.Points} · {Yuan(one.Amount)}"),
        PoolEvent.ReleasesStopped => ("释放停止 releases stopped", ""),
        PoolEvent.ReleasesRestarted => ("释放恢复 releases restarted", ""),
        PoolEvent.ClaimWaived one => ("签字放弃 claim waived", Yuan(one.Unconverted + one.Coins)),
        _ => null,
    };

    private static string Yuan(Money money) => "¥" + AnswerText.Yuan(money);
}
