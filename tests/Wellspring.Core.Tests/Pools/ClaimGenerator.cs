using CsCheck;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Pools;

/// <summary>Commands about old debts of every kind, with texts and amounts that lean to their edges.</summary>
internal static class ClaimGenerator
{
    private static readonly Gen<string> Hashes = Gen.String[Gen.Char["0123456789abcdef"], 64, 64];

    private static readonly Gen<Money> Amounts = Gen
        .OneOf(Gen.Long[0, 3], Gen.Long[0, Decimals.Limit], Gen.Const(Decimals.Limit)).Select(Money.FromUnits);

    // 1990-01-01 to 2199-12-31.
    private static readonly Gen<long> Days = Gen.OneOf(Gen.OneOf(7_305L, 84_005L), Gen.Long[7_305, 84_005]);

    public static Gen<PoolCommand> Commands(
        Gen<(string Id, Instant At)> heads, Gen<string> ids, Gen<string> names, Gen<string> phrases, Gen<Money> cash) =>
        Gen.OneOf(Claims(heads, ids, names, phrases, cash), Creditors(heads, ids, names),
            Operator(heads, ids, names, phrases, cash));

    private static Gen<PoolCommand> Claims(
        Gen<(string Id, Instant At)> heads, Gen<string> ids, Gen<string> names, Gen<string> phrases, Gen<Money> cash) =>
        Gen.OneOf<PoolCommand>(
            Gen.Select(heads, Gen.Select(ids, names), Gen.Select(Gen.Enum<ClaimKind>(), cash),
                Gen.Select(Days, Hashes, phrases)).Select((head, who, what, from) =>
                (PoolCommand)new PoolCommand.RegisterClaim(head.Id, head.At, who.Item1, who.Item2, what.Item1,
                    what.Item2, null, null, from.Item1, from.Item2, from.Item3)),
            Gen.Select(heads, Gen.Select(ids, names), Gen.Select(Gen.Long[0, Decimals.Limit], Gen.Long[0, 3_000_000]),
                Gen.Select(Days, Hashes, phrases)).Select((head, who, what, from) => Counted(head, who, what, from)),
            Gen.Select(heads, ids, ids, phrases).Select((head, claim, by, reason) =>
                (PoolCommand)new PoolCommand.DisputeClaim(head.Id, head.At, claim, by, reason)),
            Gen.Select(heads, ids, Amounts, People(ids), Optional(ids)).Select((head, claim, amount, two, document) =>
                (PoolCommand)new PoolCommand.ResolveClaim(
                    head.Id, head.At, claim, amount, two.Item1, two.Item2, document)),
            Gen.Select(heads, Gen.Select(ids, names), Gen.Enum<ClaimTransfer>(), ids, People(ids))
                .Select((head, who, transfer, document, two) => (PoolCommand)new PoolCommand.TransferClaim(
                    head.Id, head.At, who.Item1, who.Item2, transfer, document, two.Item1, two.Item2)),
            Gen.Select(heads, ids, phrases, People(ids)).Select((head, claim, reason, two) =>
                (PoolCommand)new PoolCommand.WithdrawClaim(head.Id, head.At, claim, reason, two.Item1, two.Item2)));

    private static PoolCommand Counted(
        (string Id, Instant At) head, (string, string) who, (long, long) what, (long, string, string) from)
    {
        var (quantity, each) = (Points.FromUnits(what.Item1), Money.FromUnits(what.Item2));
        return new PoolCommand.RegisterClaim(head.Id, head.At, who.Item1, who.Item2, ClaimKind.OldPoints,
            Claim.AmountOf(quantity, each), quantity, each, from.Item1, from.Item2, from.Item3);
    }

    private static Gen<PoolCommand> Creditors(
        Gen<(string Id, Instant At)> heads, Gen<string> ids, Gen<string> names) => Gen.OneOf<PoolCommand>(
        Gen.Select(heads, names, Gen.Enum<OfferAnswer>(), Hashes, Gen.Select(Amounts, Gen.Bool, Gen.Bool))
            .Select((head, member, answer, offer, how) => (PoolCommand)new PoolCommand.AnswerOffer(
                head.Id, head.At, member, answer, offer, how.Item2 ? how.Item1 : null, how.Item3)),
        Gen.Select(heads, names).Select((head, member) =>
            (PoolCommand)new PoolCommand.RevokeConsent(head.Id, head.At, member)),
        Gen.Select(heads, names, ids, Amounts).Select((head, member, order, coins) =>
            (PoolCommand)new PoolCommand.PayWithCoins(head.Id, head.At, member, order, coins)),
        Gen.Select(heads, names, Hashes).Select((head, member, statement) =>
            (PoolCommand)new PoolCommand.WaiveClaim(head.Id, head.At, member, statement)));

    private static Gen<PoolCommand> Operator(
        Gen<(string Id, Instant At)> heads, Gen<string> ids, Gen<string> names, Gen<string> phrases, Gen<Money> cash) =>
        Gen.OneOf<PoolCommand>(
            Gen.Select(heads, cash, phrases, ids, Optional(ids)).Select((head, amount, source, voucher, approver) =>
                (PoolCommand)new PoolCommand.FundSettlement(head.Id, head.At, amount, source, voucher, approver)),
            Gen.Select(heads, names, cash, Gen.Select(phrases, ids), Optional(ids))
                .Select((head, member, amount, from, approver) => (PoolCommand)new PoolCommand.BuyLockedPoints(
                    head.Id, head.At, member, amount, from.Item1, from.Item2, approver)),
            Gen.Select(heads, People(ids), phrases).Select((head, two, reason) =>
                (PoolCommand)new PoolCommand.StopReleases(head.Id, head.At, two.Item1, two.Item2, reason)),
            Gen.Select(heads, People(ids)).Select((head, two) =>
                (PoolCommand)new PoolCommand.RestartReleases(head.Id, head.At, two.Item1, two.Item2)));

    private static Gen<(string?, string?)> People(Gen<string> ids) => Gen.Select(Optional(ids), Optional(ids));

    private static Gen<string?> Optional(Gen<string> texts) =>
        Gen.OneOf(Gen.Const((string?)null), texts.Select(text => (string?)text));
}
