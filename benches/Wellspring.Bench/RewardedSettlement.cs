using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Bench;

/// <summary>What deciding a whole sheet of rewards costs: the same orders with the full set and without any.</summary>
internal static class RewardedSettlement
{
    private const int Upline = 1_000;
    private const string Region = "440305";

    private static readonly PlanDraft Bare = Given.WorkedExample.Settings;

    // All of rule 9 at its example rates; the buyer's chain reaches the highest level after four members.
    private static readonly Plan Rewarded = Given.Approve(Bare with
    {
        Rewards = new()
        {
            Direct = Rate.FromParts(3_000),
            Indirect = Rate.FromParts(2_000),
            MerchantDeveloper = Rate.FromParts(5_000),
            RegionAgents = new()
            {
                District = Rate.FromParts(1_000),
                City = Rate.FromParts(2_000),
                Province = Rate.FromParts(3_000),
            },
            Levels = new(
            [
                new("V1", Rate.FromParts(1_000), null), new("V2", Rate.FromParts(3_000), null),
                new("V3", Rate.FromParts(5_000), null),
            ]),
            Peer = Rate.FromParts(100_000),
        },
    });

    public static void Run(Measurement measurement)
    {
        var members = measurement.Options.Members;
        var (without, with, ratios) = (new List<double>(), new List<double>(), new List<double>());

        // The first run warms up the code and is not counted.
        for (var run = 0; run <= measurement.Options.Runs; run++)
        {
            var plain = OrdersPerSecond(Given.WorkedExample, members);
            var whole = OrdersPerSecond(Rewarded, members);
            Measurement.Progress($"run {run}: without {plain:N0}/s, with {whole:N0}/s, ratio {whole / plain:N2}");
            if (run > 0)
            {
                without.Add(plain);
                with.Add(whole);
                ratios.Add(whole / plain);
            }
        }

        measurement.Add(new(
            $"settlement without rewards, {members:N0} members referred and placed alike", "orders/s", "N0", without));
        measurement.Add(new("… with the full reward set, ten lines an order", "orders/s", "N0", with));
        measurement.Add(new("… ratio, full set against none", "×", "N2", ratios));
        measurement.Note($"Rewards: decide + apply in memory; each member has a referrer in a chain of {Upline:N0}, "
            + "each order a region with three agents and a merchant with a developer; the plan without rewards books "
            + "the same orders and looks nothing up.");
    }

    private static double OrdersPerSecond(Plan plan, int members)
    {
        var pool = new Pool(plan);
        var position = 0L;
        Book(pool.Opening());
        Prepare(plan, members, (command, member, referrer) => Book(pool.Decide(
            command, new(new(member), new(referrer), null, null, false, false), position).Event));
        var commands = Enumerable.Range(0, members)
            .Select(index => Given.Order(index, 0) with { Region = Region }).ToArray();
        var facts = Enumerable.Range(0, members)
            .Select(index => new Facts(new(Upline + 1 + index), default, null, null, false, false)).ToArray();
        var seconds = Measurement.Seconds(() =>
        {
            for (var index = 0; index < commands.Length; index++)
            {
                Book(pool.Decide(commands[index], facts[index], position).Event);
            }
        });
        var lines = plan == Rewarded ? 10 : 0;
        return pool.Totals.Orders == members && (pool.Totals.Rewarded > Money.Zero) == (lines > 0)
            ? members / seconds
            : throw new InvalidOperationException("every order of a measurement settles, and pays if the plan does");

        void Book(PoolEvent happened) => pool.Apply(happened, Given.At, position++);
    }

    // A chain of referrers at the top, four of each hundred with a level, and every buyer below one of them.
    private static void Prepare(Plan plan, int members, Action<PoolCommand, long, long> say)
    {
        for (var member = 1L; member < Upline; member++)
        {
            say(new PoolCommand.BindReferrer("b", Given.At, "", ""), member, member + 1);
        }

        for (var member = 1L; member <= Upline && !plan.Rewards.Levels.IsEmpty; member++)
        {
            var level = (member % 4) switch { 0 or 1 => "V1", 2 => "V2", _ => "V3" };
            say(new PoolCommand.SetLevel("l", Given.At, "", level), member, 0);
        }

        say(new PoolCommand.RegisterMerchant("r", Given.At, "s1", plan.Split.Commission) { Developer = "" }, 1, 0);
        foreach (var (division, tier) in new[]
        {
            (Region, AgentTier.District), ("440300", AgentTier.City), ("440000", AgentTier.Province),
        })
        {
            say(new PoolCommand.AppointAgent(
                "a", Given.At, division, tier, "", Given.At, Given.At.Plus(Duration.Days(30)), "K"), 1, 0);
        }

        // Four below the top of its group: V1, its peer, V2 and V3 stand above each buyer.
        for (var index = 0L; index < members; index++)
        {
            say(new PoolCommand.BindReferrer("b", Given.At, "", ""), Upline + 1 + index, 4 + (index % 200 * 4));
        }
    }
}
