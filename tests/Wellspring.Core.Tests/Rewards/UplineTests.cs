using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Core.Rewards;

namespace Wellspring.Core.Tests.Rewards;

/// <summary>
/// CN-MLM-07 and what must hold of every plan that passes profile CN, with whatever acknowledgements it asks for.
/// </summary>
public sealed class UplineTests
{
    private static readonly Instant Start = Instant.From(new(2026, 1, 5, 10, 0, 0, TimeSpan.FromHours(8)));

    private static readonly PlanDraft House = new()
    {
        Id = "cn",
        Pool = new() { Float = TestPlans.Yuan("100") },
        Selling = new() { Enabled = false },
        Cap = new() { Multiple = null },
        Withdrawal = new() { Enabled = false },
    };

    private static readonly Gen<Rate> Rates = Gen.OneOf(0, 0, 1, 3_000, 5_000, 9_999).Select(Rate.FromParts);

    private static readonly Gen<RewardSettings> Settings = Gen.Select(
        Gen.Select(Rates, Rates, Rates),
        Gen.OneOf(
            Gen.Select(Rates, Rates, Rates),
            Gen.Const((Rate.FromParts(1_000), Rate.FromParts(2_000), Rate.FromParts(3_000)))),
        Gen.Enum<BindingMode>(), Gen.Bool,
        Gen.Int[0, 19],
        (tree, agents, mode, appointed, rare) => new RewardSettings
        {
            Direct = tree.Item1,
            Indirect = tree.Item2,
            MerchantDeveloper = tree.Item3,
            RegionAgents = new() { District = agents.Item1, City = agents.Item2, Province = agents.Item3 },
            Binding = new() { Mode = mode, Validity = Duration.Days(3) },
            AppointedOnly = appointed,
            Levels = rare == 0 ? RewardScene.Levels : RewardLevels.None,
            Peer = rare < 2 ? Rate.FromParts(100_000) : Rate.Zero,
            Dividends = rare == 2,
        });

    [Fact]
    public void No_order_under_a_plan_that_passes_pays_more_than_two_uplines_or_than_its_budget_and_no_price_falls()
    {
        var (passed, indirect, sixLines, reversed) = (0, 0, 0, 0);
        Gen.Select(Settings, Gen.Int[0, 10_000].Array[30]).Sample(
            (rewards, choices) =>
            {
                var draft = House with { Rewards = rewards };
                if (!TryApprove(draft, out var plan))
                {
                    Assert.True(
                        !rewards.Levels.IsEmpty || rewards.Peer != Rate.Zero || rewards.Dividends
                        || RewardReview.Rules.Any(rule => rule(draft) is not null),
                        $"refused without a reason of its rewards: {PlanFile.Write(draft)}");
                    return;
                }

                var run = new Run(plan);
                run.Everybody(choices);
                Interlocked.Increment(ref passed);
                foreach (var order in run.Settled)
                {
                    var sheet = RewardSheet.Of(order);
                    Assert.InRange(sheet.UplinesPaid, 0, RewardSheet.UplineLimit);
                    Assert.Equal(
                        order.Budget.Units, sheet.Lines.Sum(line => line.Amount.Units) + sheet.Remainder.Units);
                    Assert.All(sheet.Lines, line => Assert.True(line.Amount > Money.Zero));
                    Interlocked.Add(ref indirect, sheet.Lines.Count(line => line.Kind is RewardKind.Indirect));
                    Interlocked.Add(ref sixLines, sheet.Lines.Length == 6 ? 1 : 0);
                }

                Interlocked.Add(ref reversed, run.Reversals);
            },
            iter: 1_500, threads: 1, seed: "0000000000003");

        // A generator that never gets there proves nothing.
        Assert.True(
            passed > 300 && indirect > 100 && sixLines > 0 && reversed > 100,
            $"{passed} {indirect} {sixLines} {reversed}");
    }

    [Fact]
    public void An_order_that_would_pay_three_uplines_is_refused_in_profile_CN_and_paid_in_the_sandbox()
    {
        var leveled = House with { Rewards = new() { Direct = Rate.FromParts(3_000), Levels = RewardScene.Levels } };
        Assert.False(TryApprove(leveled, out _));

        // Only a journal can bring such a plan along: another program's, or a release before the rule.
        var smuggled = PlanReview.Resume(PlanFile.Write(leveled))!;
        var sandbox = TestPlans.Approve(leveled with { Profile = PlanProfile.Sandbox });

        Assert.Equal(Refusal.UplineLimit, Assert.IsType<DueItem.OrderHeld>(Chain(smuggled)).Reason);
        var paid = RewardSheet.Of(Assert.IsType<DueItem.OrderFinal>(Chain(sandbox)).Settlement);
        Assert.Equal(3, paid.UplinesPaid);
        Assert.Equal(
            [RewardKind.Direct, RewardKind.Level, RewardKind.Level, RewardKind.Level],
            paid.Lines.Select(line => line.Kind));
    }

    [Fact]
    public void The_limit_is_the_rule_s()
    {
        var three = new PostingFacts { ReferralPayees = RewardSheet.UplineLimit + 1 };
        var two = new PostingFacts { ReferralPayees = RewardSheet.UplineLimit };

        Assert.Contains(PostingGuard.Review(three), finding => finding.Code == "CN-MLM-07");
        Assert.DoesNotContain(PostingGuard.Review(two), finding => finding.Code == "CN-MLM-07");
    }

    private static DueItem Chain(Plan plan)
    {
        var run = new Run(plan);
        for (var member = 1; member <= 3; member++)
        {
            run.Do(new PoolCommand.BindReferrer("b", Start, "", ""), new(member), new(member + 1));
            run.Do(new PoolCommand.SetLevel("l", Start, "", $"V{member}"), new(member + 1));
        }

        run.Place(1, "o-1", null);
        return Assert.Single(run.Finish());
    }

    // With a record of a person for each rule that asks for one.
    private static bool TryApprove(PlanDraft draft, out Plan plan)
    {
        var hash = PlanReview.Resume(PlanFile.Write(draft))!.Hash;
        var given = PlanReview.ToAcknowledge(draft).Select(finding => finding.Code).Distinct().Select(code =>
            new Acknowledgement(
                code, Ruleset.Version, draft.Profile, draft.Version, hash, "wang", new('a', 64), "owner", Start,
                "read and answered for in full", [new("opinion", new('b', 64))], new('c', 64), "li",
                Start.Plus(Duration.Days(300)))).ToImmutableArray();
        return PlanReview.TryApprove(draft, given, Start, out plan!, out _);
    }

    /// <summary>A pool with eight numbered members, and after each record the law that the price never falls.</summary>
    private sealed class Run
    {
        private readonly Pool _pool;
        private readonly Dictionary<string, OrderRow> _rows = [];
        private long _position;

        public Run(Plan plan)
        {
            _pool = new(plan);
            Book(_pool.Opening(), Start);
        }

        public List<Settlement> Settled { get; } = [];

        public int Reversals { get; private set; }

        public void Everybody(int[] choices)
        {
            Do(new PoolCommand.RegisterMerchant("r", Start, "s1", Rate.FromParts(200_000)) { Developer = "" }, new(1));
            foreach (var (division, tier) in new[]
            {
                ("440305", AgentTier.District), ("440300", AgentTier.City), ("440000", AgentTier.Province),
            })
            {
                Do(new PoolCommand.AppointAgent(
                    "a", Start, division, tier, "", Start, Start.Plus(Duration.Days(30)), "K"), new(1));
            }

            for (var index = 0; index < choices.Length; index++)
            {
                var choice = choices[index];
                var (member, other) = (1 + (choice % 8), 1 + (choice / 8 % 8));
                switch (choice % 5)
                {
                    case 0 or 1:
                        Do(new PoolCommand.BindReferrer("b", Start, "", ""), Known(member), Known(other));
                        break;
                    case 2 when choice % 3 == 0:
                        Do(new PoolCommand.UnbindReferrer("u", Start, ""), Known(member));
                        break;
                    case 2:
                        Do(new PoolCommand.AppointPromoter("p", Start, ""), Known(member));
                        break;
                    default:
                        Place(Known(member).Value, $"o-{index}", choice % 2 == 0 ? "440305" : null);
                        break;
                }
            }

            Finish();
            foreach (var order in Settled.ToArray().Where(order => order.Amount.Units % 3 != 0))
            {
                Reverse(order.Order, Money.FromUnits(order.Amount.Units / 2).FloorToFen());
                Reverse(order.Order, Money.FromUnits(order.Amount.Units / 4).FloorToFen());
                Reversals++;
            }
        }

        public void Do(PoolCommand command, MemberNumber member, MemberNumber referrer = default, OrderRow? row = null)
        {
            var facts = new Facts(member, referrer, row, null, row is not null, false);
            var decision = _pool.Decide(command, facts, _position);
            Assert.False(decision.Event is PoolEvent.Quarantined, $"{command}: {decision.Event}");
            Book(decision.Event, command.At);
        }

        public void Place(long member, string order, string? region)
        {
            var amount = Money.FromUnits((100_000 + (_position * 977)) * Money.UnitsPerFen);
            Do(new PoolCommand.PlaceOrder(
                "o", Start, order, "", "s1", amount, new(FundingMode.OwnGoods, "bill"), []) { Region = region },
                new(member));
            Do(new PoolCommand.DeliverOrder("d", Start, order), default);
        }

        public ImmutableArray<DueItem> Finish()
        {
            var items = ImmutableArray<DueItem>.Empty;
            var before = _pool.Backing;
            while (_pool.RunDue(Start.Plus(Duration.Days(8)), limit: 1) is { } due)
            {
                RequireNoFall(before, due);
                before = _pool.Backing;
                items = items.AddRange(due.Items);
                _position++;
                foreach (var final in due.Items.OfType<DueItem.OrderFinal>())
                {
                    Settled.Add(final.Settlement);
                    _rows[final.Settlement.Order] = OrderRow.Of(final.Settlement);
                }
            }

            return items;
        }

        // Numbers are given without gaps: nobody is named before the one before.
        private MemberNumber Known(int member) => new(Math.Min(member, _pool.MemberCount + 1));

        private void Reverse(string order, Money amount) => Do(
            new PoolCommand.ReverseOrder("x", Start.Plus(Duration.Days(9)), order, amount), default, row: _rows[order]);

        private void Book(PoolEvent happened, Instant at)
        {
            var before = _pool.Backing;
            _pool.Apply(happened, at, _position++);
            RequireNoFall(before, happened);
            if (happened is PoolEvent.OrderReversed { Row: var row })
            {
                _rows[row.Order] = row;
            }
        }

        private void RequireNoFall(Backing before, PoolEvent happened) => Assert.True(
            before.Circulating == Points.Zero
            || (BigInteger)_pool.Backing.Pool.Units * before.Circulating.Units
                >= (BigInteger)before.Pool.Units * _pool.Backing.Circulating.Units,
            $"the price fell by {happened}");
    }
}
