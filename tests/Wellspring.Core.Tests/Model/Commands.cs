using System.Collections.Immutable;
using CsCheck;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Core.Tests.Model;

/// <summary>Command sequences that lean to the edges: zero, one unit and all but one as often as millions.</summary>
internal static class Commands
{
    private const long Hour = 3_600_000;
    private const long Day = Instant.MillisecondsPerDay;

    private static readonly Gen<Deed> Deeds = Gen.Frequency(
        (14, Deed.Settle), (9, Deed.Place), (8, Deed.Deliver), (4, Deed.Refund), (7, Deed.Reverse), (12, Deed.Sell),
        (5, Deed.Redeem), (3, Deed.Spend), (2, Deed.Inject), (2, Deed.Subsidise), (2, Deed.ReturnReserve),
        (4, Deed.Bind), (1, Deed.Register), (4, Deed.TopUp), (4, Deed.Advance), (6, Deed.Request), (3, Deed.Approve),
        (1, Deed.Reject), (3, Deed.Paid), (1, Deed.Failed), (1, Deed.Pause), (3, Deed.Lift), (1, Deed.Announce),
        (1, Deed.Close), (1, Deed.Unbind), (3, Deed.Agent), (1, Deed.EndAgent), (1, Deed.Fee), (2, Deed.Level),
        (2, Deed.Promoter), (1, Deed.EndPromoter), (2, Deed.Dividend));

    private static readonly Gen<Money> Amounts = Gen.Frequency<long>(
        (1, Gen.Const(0L)),
        (3, Gen.Long[1, 3]),
        (3, Gen.Long[1, 100_00]),
        (8, Gen.Const(1000_00L)),
        (2, Gen.Long[1, 1_000_000_00]),
        (2, Gen.Const(1_000_000_000_00L)),
        (1, Gen.Const(1_000_000_000_01L))).Select(fen => Money.FromUnits(fen * Money.UnitsPerFen));

    private static readonly Gen<Part> Parts = Gen.Frequency(
        (1, Part.Nothing), (3, Part.OneUnit), (4, Part.Half), (4, Part.AllButOneUnit), (3, Part.AllInNumbers),
        (4, Part.All), (1, Part.OneUnitTooMuch));

    private static readonly Gen<long> Jumps = Gen.Frequency(
        (16, 0L), (1, 1L), (3, 5 * Hour), (3, Day), (2, 3 * Day), (3, 8 * Day), (1, 40 * Day), (1, -Hour),
        (1, -9 * Day));

    // Retention, cap, redeem rate, mint ratio, and how long the version waits.
    private static readonly Gen<(int Retention, long? Cap, int Redeem, int Mint, long Wait)> Versions = Gen.Select(
        Gen.OneOf(0, 200_000, 300_000, 333_333, 1_000_000), Gen.OneOf<long?>(null, 1_200_000, 2_000_000, 1),
        Gen.OneOf(1_000_000, 500_000, 1), Gen.OneOf(700_000, 1), Gen.OneOf(0L, 0L, Hour, 9 * Day));

    private static readonly Gen<Wish> Wishes = Gen.Select(
        Deeds, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3]), Gen.Int[0, 2], Gen.Int[0, 119], Amounts, Parts, Jumps,
        Gen.Int[0, 99],
        (deed, who, merchant, pick, money, part, jump, choice) =>
            new Wish(deed, who, merchant, pick, money, part, jump, choice));

    /// <summary>A plan and 1 … 120 commands for a pool that runs on it.</summary>
    public static Gen<(Plan Plan, PoolCommand[] Commands)> OnAnyPlan { get; } =
        Gen.Select(Plans.Any, Wishes.Array[1, 120]).Select(both => (both.Item1, Fulfil(both.Item1, both.Item2)));

    /// <summary>The same with new versions of the plan in between, which differ in what points keep.</summary>
    public static Gen<(Plan Plan, PoolCommand[] Commands)> OnAChangingPlan { get; } =
        Gen.Select(Plans.Any, Wishes.Array[20, 120], Versions.Array[1, 4])
            .Select(all => (all.Item1, Fulfil(all.Item1, all.Item2, all.Item3)));

    public static Gen<PoolCommand[]> On(Plan plan) => Wishes.Array[1, 120].Select(wishes => Fulfil(plan, wishes));

    /// <summary>For failure messages: the plan's file, a line a command, order lines below their order.</summary>
    public static string Print((Plan Plan, PoolCommand[] Commands) example) => string.Join(
        "\n",
        example.Commands.SelectMany(command => LinesOf(command).Select(line => $"    {line}").Prepend($"{command}"))
            .Prepend(PlanFile.Write(example.Plan.Settings)));

    private static ImmutableArray<OrderLine> LinesOf(PoolCommand command) => command switch
    {
        PoolCommand.SettleOrder settle => settle.Lines,
        PoolCommand.PlaceOrder place => place.Lines,
        _ => [],
    };

    // The slow model tells what there is at each moment, so that half of it is half of it.
    private static PoolCommand[] Fulfil(
        Plan plan, Wish[] wishes, (int Retention, long? Cap, int Redeem, int Mint, long Wait)[]? versions = null)
    {
        var model = new SlowModel(plan);
        var commands = new List<PoolCommand>(wishes.Length);
        var (time, refused) = (20_000 * Day, 0);
        foreach (var wish in wishes)
        {
            var at = time + wish.Jump;
            time = Math.Max(time, at);
            var number = (commands.Count / 8) - 1;
            var isVersion = versions is not null && commands.Count % 8 == 0 && number >= 0 && number < versions.Length;
            var command = isVersion
                ? Publish(plan, number + 2 - refused, versions![number], $"c{commands.Count}", at)
                : new Fulfilment(plan, model.Now, wish).Command($"c{commands.Count}", new(at));
            commands.Add(command);
            refused += !model.Submit(command).IsAccepted && isVersion ? 1 : 0;
        }

        return [.. commands];
    }

    private static PoolCommand.PublishPlan Publish(
        Plan plan, int version, (int Retention, long? Cap, int Redeem, int Mint, long Wait) wish, string id, long at)
    {
        var own = plan.Settings;
        return new(id, new(at), PlanFile.Write(own with
        {
            Version = version,
            Pool = own.Pool with { MintRatio = Rate.FromParts(wish.Mint) },
            Selling = own.Selling with { Retention = Rate.FromParts(wish.Retention) },
            Redeeming = own.Redeeming with { RedeemRate = Rate.FromParts(wish.Redeem) },
            Cap = own.Cap with { Multiple = wish.Cap is { } cap ? new Multiple(cap) : null },
        }), new(at + wish.Wait), [], null, null);
    }
}
