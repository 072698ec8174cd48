using CsCheck;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Pools;

namespace Wellspring.Core.Tests.Legacy;

/// <summary>
/// What creditors, shops and the operator might do next: amounts are nothing, one unit, all but one unit, all, and one
/// unit too much as often as anything between.
/// </summary>
internal static class ClaimDeeds
{
    private static readonly string[] People = ["ann", "ben", "cat", "dan"];
    private static readonly string Hash = new('7', 64);

    private static readonly Gen<int> Deeds = Gen.Frequency(
        (8, 0), (4, 1), (4, 2), (4, 3), (3, 4), (9, 5), (3, 6), (2, 7), (3, 8), (1, 9), (1, 10), (6, 11), (9, 12),
        (5, 13), (3, 14), (3, 15));

    private static readonly Gen<long> Amounts = Gen.Frequency(
        (1, Gen.Const(0L)), (3, Gen.Long[1, 3]), (4, Gen.Long[1, 500_00]), (4, Gen.Const(1000_00L)),
        (1, Gen.Const(1_000_000_000_00L)), (1, Gen.Const(1_000_000_000_01L)));

    /// <summary>One wish: what, who, which claim or order, how much, and whether two people stand behind it.</summary>
    public static Gen<Wish[]> Wishes { get; } = Gen.Select(
        Deeds, Gen.Int[0, 3], Gen.Int[0, 4], Amounts, Gen.Int[0, 5], Gen.Int[0, 3],
        (deed, who, which, fen, part, choice) => new Wish(deed, who, which, fen, part, choice)).Array[1, 60];

    /// <summary>A claim of 1000 converted whole, a fund of 1000, and an order of 1000 that coins pay half of.</summary>
    public static Wish[] Prelude { get; } =
    [
        new(0, 0, 0, 1000_00, 4, 2), new(5, 0, 0, 0, 4, 2), new(14, 0, 0, 1000_00, 4, 2), new(11, 0, 0, 1000_00, 4, 2),
        new(12, 0, 0, 0, 4, 2),
    ];

    /// <param name="Part">0 nothing, 1 one unit, 2 half, 3 all but one unit, 4 all, 5 one unit too much.</param>
    internal sealed record Wish(int Deed, int Who, int Which, long Fen, int Part, int Choice);

    /// <summary>The command of a wish, where the pool stands now.</summary>
    public static PoolCommand Of(Desk desk, Wish wish)
    {
        var (id, who, claim, order) = (desk.NextId, People[wish.Who], $"D-{wish.Which}", $"o-{wish.Which}");
        var by = wish.Choice == 1 ? null : "wang";
        var approver = wish.Choice switch { 0 => "wang", 1 => null, _ => "li" };
        var amount = Money.FromUnits(wish.Fen * Money.UnitsPerFen);
        var creditor = desk.Pool.Creditor(desk.NumberOf(who));
        return wish.Deed switch
        {
            0 => new PoolCommand.RegisterClaim(id, desk.Now, claim, who, (ClaimKind)(1 + (wish.Choice % 3)), amount,
                null, null, 18_000 + wish.Choice, Hash, "ledger"),
            1 => new PoolCommand.DisputeClaim(id, desk.Now, claim, "wang", "amount"),
            2 => new PoolCommand.ResolveClaim(id, desk.Now, claim,
                Part(wish.Part, desk.Pool.Claim(claim)?.Amount ?? amount), by, approver,
                wish.Choice == 2 ? null : "S-1"),
            3 => new PoolCommand.TransferClaim(
                id, desk.Now, claim, who, (ClaimTransfer)(1 + (wish.Choice % 2)), "S-2", by, approver),
            4 => new PoolCommand.WithdrawClaim(id, desk.Now, claim, "twice", by, approver),
            5 => new PoolCommand.AnswerOffer(id, desk.Now, who, OfferAnswer.Yes, Hash,
                wish.Choice == 0 ? null : Part(wish.Part, creditor?.Convertible ?? amount), wish.Choice > 1),
            6 => new PoolCommand.AnswerOffer(
                id, desk.Now, who, wish.Choice > 1 ? OfferAnswer.No : OfferAnswer.Later, Hash, null, false),
            7 => new PoolCommand.RevokeConsent(id, desk.Now, who),
            8 => new PoolCommand.WaiveClaim(id, desk.Now, who, Hash),
            9 => new PoolCommand.StopReleases(id, desk.Now, by, approver, "audit"),
            10 => new PoolCommand.RestartReleases(id, desk.Now, by, approver),
            _ => Trade(desk, wish, id, who, order, amount, creditor),
        };
    }

    private static PoolCommand Trade(
        Desk desk, Wish wish, string id, string who, string order, Money amount, CreditorBalance? creditor) =>
        wish.Deed switch
        {
            11 => new PoolCommand.PlaceOrder(id, desk.Now, order, who, "s1", amount, null, []),
            12 => new PoolCommand.PayWithCoins(id, desk.Now, who, order, Part(
                wish.Part, (creditor?.CoinsFree ?? amount).AtMost(Half(desk.Pool.PendingOf(order)?.Original)))),
            13 => new PoolCommand.DeliverOrder(id, desk.Now, order),
            14 => new PoolCommand.FundSettlement(id, desk.Now, amount, "own", "V-1", null),
            _ => new PoolCommand.RefundOrder(id, desk.Now, order, amount),
        };

    private static Money Half(Money? amount) => Money.FromUnits((amount ?? 1L.Yuan).Units / 2);

    private static Money Part(int part, Money whole) => Money.FromUnits(part switch
    {
        0 => 0,
        1 => 1,
        2 => whole.Units / 2,
        3 => Math.Max(0, whole.Units - 1),
        4 => whole.Units,
        _ => whole.Units + 1,
    });
}
