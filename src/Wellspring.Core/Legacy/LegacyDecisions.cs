using System.Diagnostics;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>Which rule decides which command about old debts 历史债务.</summary>
internal static class LegacyDecisions
{
    public static Decision Decide(PoolState state, PoolCommand command, in Facts facts, Instant clock) =>
        Rests(command) && Deeds.Missing(state, clock, Deeds.SingleConversion) is { } missing
            ? Decision.Refuse(Refusal.AcknowledgementMissing, missing)
            : Decide(state, command, facts);

    /// <summary>An insolvent operator converts and settles single claims only while counsel's opinion stands.</summary>
    private static bool Rests(PoolCommand command) => command is PoolCommand.PayWithCoins or PoolCommand.BuyLockedPoints
        or PoolCommand.AnswerOffer { Answer: OfferAnswer.Yes };

    private static Decision Decide(PoolState state, PoolCommand command, in Facts facts) => command switch
    {
        PoolCommand.RegisterClaim register => DebtRules.Register(state, register, facts),
        PoolCommand.DisputeClaim dispute => DebtRules.Dispute(state, dispute),
        PoolCommand.ResolveClaim resolve => DebtRules.Resolve(state, resolve),
        PoolCommand.TransferClaim transfer => DebtRules.Transfer(state, transfer, facts),
        PoolCommand.WithdrawClaim withdraw => DebtRules.Withdraw(state, withdraw),
        PoolCommand.AnswerOffer answer => OfferRules.Answer(state, answer, facts),
        PoolCommand.RevokeConsent => OfferRules.Revoke(state, facts),
        PoolCommand.WaiveClaim waive => OfferRules.Waive(state, waive, facts),
        PoolCommand.FundSettlement fund => OfferRules.Fund(state, fund),
        PoolCommand.StopReleases stop => OfferRules.Stop(state, stop),
        PoolCommand.RestartReleases restart => OfferRules.Restart(state, restart),
        PoolCommand.PayWithCoins pay => CoinRules.Pay(state, pay, facts),
        PoolCommand.BuyLockedPoints buy => CoinRules.Buy(state, buy, facts),
        _ => throw new UnreachableException($"no rule decides {command.GetType().Name}"),
    };
}
