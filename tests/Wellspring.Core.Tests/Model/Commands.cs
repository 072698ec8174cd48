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

    private static readonly Gen<Wish> Wishes = Gen.Select(
        Deeds, Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3]), Gen.Int[0, 2], Gen.Int[0, 119], Amounts, Parts, Jumps,
        Gen.Int[0, 99],
        (deed, who, merchant, pick, money, part, jump, choice) =>
            new Wish(deed, who, merchant, pick, money, part, jump, choice));

    /// <summary>A plan and 1 … 120 commands for a pool that runs on it.</summary>
    public static Gen<(Plan Plan, PoolCommand[] Commands)> OnAnyPlan { get; } =
        Gen.Select(Plans.Any, Wishes.Array[1, 120]).Select(both => (both.Item1, Fulfil(both.Item1, both.Item2)));

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
    private static PoolCommand[] Fulfil(Plan plan, Wish[] wishes)
    {
        var model = new SlowModel(plan);
        var commands = new List<PoolCommand>(wishes.Length);
        var time = 20_000 * Day;
        foreach (var wish in wishes)
        {
            var at = time + wish.Jump;
            time = Math.Max(time, at);
            var command = new Fulfilment(plan, model.Now, wish).Command($"c{commands.Count}", new(at));
            commands.Add(command);
            model.Submit(command);
        }

        return [.. commands];
    }
}
