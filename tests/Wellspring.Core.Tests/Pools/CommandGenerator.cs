using System.Collections.Immutable;
using CsCheck;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Tests.Pools;

/// <summary>Commands of every kind, with texts and amounts that lean to their edges.</summary>
internal static class CommandGenerator
{
    private static readonly Gen<string> Ids = Gen.OneOf(
        Gen.OneOf("o-1", "a", "A.b_c:d-9", new string('z', 64)),
        Gen.String[Gen.Char["abcXYZ019._:-"], 1, 64]);

    private static readonly Gen<string> Names = Phrases(64);

    private static readonly Gen<string> Reasons = Phrases(200);

    private static readonly Gen<Money> Cash = Gen
        .OneOf(Gen.Long[0, 3], Gen.Long[0, 100_000_000_000], Gen.Const(Decimals.Limit / Money.UnitsPerFen))
        .Select(fen => Money.FromUnits(fen * Money.UnitsPerFen));

    private static readonly Gen<PointsAsked> Asked = Gen.OneOf(
        Gen.Const(PointsAsked.All),
        Gen.OneOf(Gen.Long[0, 3], Gen.Long[0, Decimals.Limit], Gen.Long[0, 9].Select(one => one * 1_000_000_000))
            .Select(units => new PointsAsked(Points.FromUnits(units))));

    private static readonly Gen<string> Divisions = Gen.OneOf("110105", "110000", "440300", "429004", "999999");

    private static readonly Gen<Rate> Rates = Gen
        .OneOf(Gen.OneOf(0, 1, 10, 999_999, 1_000_000), Gen.Int[0, 1_000_000]).Select(Rate.FromParts);

    private static readonly Gen<Instant> Times = Gen.OneOf(
        Gen.OneOf(946_684_800_000, 7_258_118_399_999), Gen.Long[946_684_800_000, 7_258_118_399_999])
        .Select(milliseconds => new Instant(milliseconds));

    private static readonly Gen<Funding?> Fundings = Gen.OneOf(
        Gen.Const((Funding?)null),
        Gen.Select(Gen.Enum<FundingMode>(), Optional(Ids)).Select((mode, reference) => (Funding?)new(mode, reference)));

    private static readonly Gen<ImmutableArray<OrderLine>> Lines = Gen.OneOf(
        Gen.Const(ImmutableArray<OrderLine>.Empty),
        Gen.Select(Ids, Cash, Gen.Long[0, 100_000_000_000], Gen.Bool)
            .Select((goods, amount, cost, hasCost) => new OrderLine(
                goods, amount, hasCost ? Money.FromUnits(cost * Money.UnitsPerFen) : null))
            .Array[1, 4].Select(lines => lines.ToImmutableArray()));

    private static readonly Gen<(string Id, Instant At)> Heads = Gen.Select(Ids, Times);

    public static Gen<PoolCommand> Commands { get; } = Gen.OneOf(
        Orders(), Gen.OneOf(PointCommands(), OperatorMoney()), Gen.OneOf(Withdrawals(), Life()), Rewards(), Versions(),
        ClaimGenerator.Commands(Heads, Ids, Names, Reasons, Cash));

    private static Gen<PoolCommand> Orders() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Gen.Select(Ids, Names, Ids), Cash, Fundings, Lines).Select((head, who, amount, by, lines) =>
            (PoolCommand)new PoolCommand.SettleOrder(
                head.Id, head.At, who.Item1, who.Item2, who.Item3, amount, by, lines)
            {
                Region = who.Item1.Length % 2 == 0 ? "110105" : null,
            }),
        Gen.Select(Heads, Gen.Select(Ids, Names, Ids), Cash, Fundings, Lines).Select((head, who, amount, by, lines) =>
            (PoolCommand)new PoolCommand.PlaceOrder(
                head.Id, head.At, who.Item1, who.Item2, who.Item3, amount, by, lines)
            {
                Region = who.Item1.Length % 2 == 0 ? "440300" : null,
            }),
        Gen.Select(Heads, Ids).Select((head, order) =>
            (PoolCommand)new PoolCommand.DeliverOrder(head.Id, head.At, order)),
        Gen.Select(Heads, Ids, Cash).Select((head, order, amount) =>
            (PoolCommand)new PoolCommand.RefundOrder(head.Id, head.At, order, amount)),
        Gen.Select(Heads, Ids, Cash).Select((head, order, amount) =>
            (PoolCommand)new PoolCommand.ReverseOrder(head.Id, head.At, order, amount)));

    private static Gen<PoolCommand> PointCommands() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Names, Asked, Gen.Long[0, 2_000_000], Scales()).Select((head, member, points, least, scale) =>
            (PoolCommand)new PoolCommand.SellPoints(
                head.Id, head.At, member, points, Money.FromUnits(least), scale)),
        Gen.Select(Heads, Names, Asked, Ids, Scales()).Select((head, member, points, order, scale) =>
            (PoolCommand)new PoolCommand.RedeemPoints(head.Id, head.At, member, points, order, scale)),
        Gen.Select(Heads, Names, Ids, Cash).Select((head, member, order, amount) =>
            (PoolCommand)new PoolCommand.SpendCredit(head.Id, head.At, member, order, amount)),
        Gen.Select(Heads, Names, Names).Select((head, member, referrer) =>
            (PoolCommand)new PoolCommand.BindReferrer(head.Id, head.At, member, referrer)));

    private static Gen<PoolCommand> OperatorMoney() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Cash, Reasons, Ids, Optional(Ids)).Select((head, amount, source, voucher, approver) =>
            (PoolCommand)new PoolCommand.InjectCapital(head.Id, head.At, amount, source, voucher, approver)
            {
                Contract = approver is null ? null : voucher,
            }),
        Gen.Select(Heads, Gen.Select(Cash, Rates), Reasons, Ids, Optional(Ids))
            .Select((head, much, source, voucher, approver) => (PoolCommand)new PoolCommand.Subsidise(
                head.Id, head.At, much.Item1, much.Item2, source, voucher, approver)),
        Gen.Select(Heads, Cash, Gen.Bool, Optional(Ids)).Select((head, amount, isAll, approver) =>
            (PoolCommand)new PoolCommand.ReturnReserve(head.Id, head.At, isAll ? null : amount, approver)),
        Gen.Select(Heads, Ids, Rates, Optional(Names)).Select((head, merchant, commission, developer) =>
            (PoolCommand)new PoolCommand.RegisterMerchant(head.Id, head.At, merchant, commission)
            {
                Developer = developer,
            }),
        Gen.Select(Heads, Ids, Cash, Ids).Select((head, merchant, amount, voucher) =>
            (PoolCommand)new PoolCommand.TopUpDeposit(head.Id, head.At, merchant, amount, voucher)));

    private static Gen<PoolCommand> Rewards() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Names).Select((head, member) =>
            (PoolCommand)new PoolCommand.UnbindReferrer(head.Id, head.At, member)),
        Gen.Select(Heads, Divisions, Gen.Enum<AgentTier>(), Names, Gen.Select(Times, Times, Ids))
            .Select((head, division, tier, member, terms) => (PoolCommand)new PoolCommand.AppointAgent(
                head.Id, head.At, division, tier, member, terms.Item1, terms.Item2, terms.Item3)),
        Gen.Select(Heads, Divisions).Select((head, division) =>
            (PoolCommand)new PoolCommand.EndAgent(head.Id, head.At, division)),
        Gen.Select(Heads, Divisions, Names, Cash, Ids).Select((head, division, member, amount, voucher) =>
            (PoolCommand)new PoolCommand.BookAgentFee(head.Id, head.At, division, member, amount, voucher)),
        Gen.Select(Heads, Names, Optional(Names)).Select((head, member, level) =>
            (PoolCommand)new PoolCommand.SetLevel(head.Id, head.At, member, level)),
        Gen.Select(Heads, Names).Select((head, member) =>
            (PoolCommand)new PoolCommand.AppointPromoter(head.Id, head.At, member)),
        Gen.Select(Heads, Names).Select((head, member) =>
            (PoolCommand)new PoolCommand.EndPromoter(head.Id, head.At, member)),
        Gen.Select(Heads, Ids, Cash, Gen.Select(Names, Gen.Long[1, long.MaxValue]).Array[1, 4])
            .Select((head, period, amount, shares) => (PoolCommand)new PoolCommand.PayDividend(
                head.Id, head.At, period, amount,
                [.. shares.Select(share => new DividendShare(share.Item1, share.Item2))])));

    private static Gen<PoolCommand> Versions() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Gen.Int[1, 9], Times, Acknowledgements().Array[0, 3],
            Gen.Select(Optional(Ids), Optional(Ids)))
            .Select((head, version, effective, given, people) => (PoolCommand)new PoolCommand.PublishPlan(
                head.Id, head.At, PlanFile.Write(TestPlans.WorkedExample with { Version = version }), effective,
                [.. given], people.Item1, people.Item2)),
        Gen.Select(Heads, Acknowledgements()).Select((head, given) =>
            (PoolCommand)new PoolCommand.Acknowledge(head.Id, head.At, given)),
        Gen.Select(Heads, Ids, Ids, Reasons).Select((head, code, by, reason) =>
            (PoolCommand)new PoolCommand.VoidAcknowledgement(head.Id, head.At, code, by, reason)),
        Gen.Select(Heads, Ids, Ids, Ids).Select((head, code, by, subject) =>
            (PoolCommand)new PoolCommand.RecordRefusedAttempt(head.Id, head.At, code, by, subject)),
        Gen.Select(Heads, Gen.Enum<StatementTopic>(), Ids, Gen.Int[-9, 9_999_999])
            .Select((head, topic, word, number) => (PoolCommand)new PoolCommand.PublishStatement(
                head.Id, head.At, topic, $"{{\"list\":[{number},true],\"root\":\"{word}\"}}")),
        Gen.Select(Heads, Ids, Reasons).Select((head, order, reason) =>
            (PoolCommand)new PoolCommand.HoldOrder(head.Id, head.At, order, reason)),
        Gen.Select(Heads, Ids, Ids).Select((head, order, by) =>
            (PoolCommand)new PoolCommand.ReleaseOrder(head.Id, head.At, order, by)));

    private static Gen<Acknowledgement> Acknowledgements() => Gen.Select(
        Gen.Select(Ids, Ids, Ids, Ids), Gen.Enum<PlanProfile>(), Gen.Select(Hashes(), Hashes(), Hashes()),
        Gen.Select(Reasons, Reasons), Gen.Select(Times, Times),
        Gen.Select(Reasons, Hashes()).Array[0, 3], Gen.Int[1, 99])
        .Select((ids, profile, hashes, said, times, documents, version) => new Acknowledgement(
            ids.Item1, ids.Item2, profile, version, hashes.Item1, ids.Item3, hashes.Item2, said.Item1, times.Item1,
            said.Item2, [.. documents.Select(one => new AcknowledgedDocument(one.Item1, one.Item2))], hashes.Item3,
            ids.Item4, times.Item2));

    private static Gen<string> Hashes() => Gen.String[Gen.Char["0123456789abcdef"], 64, 64];

    private static Gen<PoolCommand> Withdrawals() => Gen.OneOf<PoolCommand>(
        Gen.Select(Heads, Ids, Names, Cash).Select((head, id, member, amount) =>
            (PoolCommand)new PoolCommand.RequestWithdrawal(head.Id, head.At, id, member, amount)),
        Gen.Select(Heads, Ids, Optional(Ids)).Select((head, id, approver) =>
            (PoolCommand)new PoolCommand.ApproveWithdrawal(head.Id, head.At, id, approver)),
        Gen.Select(Heads, Ids, Optional(Reasons)).Select((head, id, reason) =>
            (PoolCommand)new PoolCommand.RejectWithdrawal(head.Id, head.At, id, reason)),
        Gen.Select(Heads, Ids, Optional(Ids)).Select((head, id, voucher) =>
            (PoolCommand)new PoolCommand.WithdrawalPaid(head.Id, head.At, id, voucher)),
        Gen.Select(Heads, Ids, Optional(Reasons)).Select((head, id, reason) =>
            (PoolCommand)new PoolCommand.WithdrawalFailed(head.Id, head.At, id, reason)));

    private static Gen<PoolCommand> Life() => Gen.OneOf<PoolCommand>(
        Heads.Select(head => (PoolCommand)new PoolCommand.AdvanceClock(head.Id, head.At)),
        Gen.Select(Heads, Optional(Ids), Optional(Reasons)).Select((head, by, reason) =>
            (PoolCommand)new PoolCommand.PausePool(head.Id, head.At, by, reason)),
        Gen.Select(Heads, Optional(Ids), Optional(Ids)).Select((head, by, approver) =>
            (PoolCommand)new PoolCommand.LiftPause(head.Id, head.At, by, approver)),
        Gen.Select(Heads, Optional(Ids)).Select((head, by) =>
            (PoolCommand)new PoolCommand.AnnounceClosing(head.Id, head.At, by)),
        Gen.Select(Heads, Optional(Ids)).Select((head, by) =>
            (PoolCommand)new PoolCommand.ClosePool(head.Id, head.At, by)));

    private static Gen<int?> Scales() => Gen.OneOf(
        Gen.Const((int?)null), Gen.OneOf<int?>(0, 1, int.MaxValue));

    private static Gen<string?> Optional(Gen<string> texts) =>
        Gen.OneOf(Gen.Const((string?)null), texts.Select(text => (string?)text));

    // Quotes, backslashes and characters of two units are where a writer and a reader drift apart.
    private static Gen<string> Phrases(int limit) => Gen
        .OneOf("a", "Z", "7", "\"", "\\", "/", "<", "&", "'", "\\u0041", "张", "é", "\u200D", "\U0001F600")
        .Array[0, limit - 6].Select(parts => string.Concat(parts))
        .Select(text => "x" + (text.EnumerateRunes().Count() < limit ? text : "y"));
}
