using System.Collections.Immutable;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Legacy;

/// <summary>How the commands about old debts are written.</summary>
internal static class LegacyForms
{
    private static readonly ImmutableArray<string> Claimed =
        ["claim", "member", "claimKind", "amount", "quantity", "unitValue", "since", "evidence", "origin"];

    private static readonly ImmutableArray<CommandForm> Claims =
    [
        new("registerClaim", Claimed, Register),
        new("disputeClaim", ["claim", "by", "reason"], (id, at, of) =>
            new PoolCommand.DisputeClaim(id, at, of.Id("claim"), of.Id("by"), of.Phrase("reason"))),
        new("resolveClaim", ["claim", "amount", "by", "approver", "document"], (id, at, of) =>
            new PoolCommand.ResolveClaim(id, at, of.Id("claim"), of.Amount("amount"), of.IdOrNull("by"),
                of.IdOrNull("approver"), of.IdOrNull("document"))),
        new("transferClaim", ["claim", "member", "transfer", "document", "by", "approver"], (id, at, of) =>
            new PoolCommand.TransferClaim(id, at, of.Id("claim"), of.Member("member"), of.Transfer("transfer"),
                of.Id("document"), of.IdOrNull("by"), of.IdOrNull("approver"))),
        new("withdrawClaim", ["claim", "reason", "by", "approver"], (id, at, of) =>
            new PoolCommand.WithdrawClaim(id, at, of.Id("claim"), of.Phrase("reason"), of.IdOrNull("by"),
                of.IdOrNull("approver"))),
    ];

    private static readonly ImmutableArray<CommandForm> Creditors =
    [
        new("answerOffer", ["member", "answer", "offer", "amount", "proceedsReduceClaim"], (id, at, of) =>
            new PoolCommand.AnswerOffer(id, at, of.Member("member"), of.Answer("answer"), of.Hash("offer"),
                of.AmountOrNull("amount"), of.Flag("proceedsReduceClaim"))),
        new("revokeConsent", ["member"], (id, at, of) => new PoolCommand.RevokeConsent(id, at, of.Member("member"))),
        new("payWithCoins", ["member", "order", "coins"], (id, at, of) =>
            new PoolCommand.PayWithCoins(id, at, of.Member("member"), of.Id("order"), of.Amount("coins"))),
        new("waiveClaim", ["member", "statement"], (id, at, of) =>
            new PoolCommand.WaiveClaim(id, at, of.Member("member"), of.Hash("statement"))),
    ];

    private static readonly ImmutableArray<CommandForm> Operator =
    [
        new("fundSettlement", ["amount", "source", "voucher", "approver"], (id, at, of) =>
            new PoolCommand.FundSettlement(id, at, of.Cash("amount"), of.Phrase("source"), of.Id("voucher"),
                of.IdOrNull("approver"))),
        new("buyLockedPoints", ["member", "amount", "source", "voucher", "approver"], (id, at, of) =>
            new PoolCommand.BuyLockedPoints(id, at, of.Member("member"), of.Cash("amount"), of.Phrase("source"),
                of.Id("voucher"), of.IdOrNull("approver"))),
        new("stopReleases", ["by", "approver", "reason"], (id, at, of) =>
            new PoolCommand.StopReleases(id, at, of.IdOrNull("by"), of.IdOrNull("approver"), of.Phrase("reason"))),
        new("restartReleases", ["by", "approver"], (id, at, of) =>
            new PoolCommand.RestartReleases(id, at, of.IdOrNull("by"), of.IdOrNull("approver"))),
    ];

    public static ImmutableArray<CommandForm> All { get; } = [.. Claims, .. Creditors, .. Operator];

    /// <summary>The amount as such, or a number of old points at a value each.</summary>
    private static PoolCommand.RegisterClaim Register(string id, Instant at, CommandFields of)
    {
        var (quantity, unitValue) = (of.QuantityOrNull("quantity"), of.AmountOrNull("unitValue"));
        var amount = Money.Zero;
        if (of.Has("quantity") || of.Has("unitValue"))
        {
            if (of.Has("amount") || !of.Has("quantity") || !of.Has("unitValue"))
            {
                of.Report("amount", "请写 amount，或同时写 quantity 和 unitValue，两种只写一种",
                    "write either amount, or quantity and unitValue together");
            }

            amount = Claim.AmountOf(quantity ?? Points.Zero, unitValue ?? Money.Zero);
        }
        else
        {
            amount = of.Cash("amount");
        }

        return new(id, at, of.Id("claim"), of.Member("member"), of.Kind("claimKind"), amount, quantity, unitValue,
            of.Day("since"), of.Hash("evidence"), of.Phrase("origin"));
    }
}
