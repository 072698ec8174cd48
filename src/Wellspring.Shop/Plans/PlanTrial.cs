using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage;

namespace Wellspring.Shop.Plans;

/// <summary>What a plan would have made of real orders: sums of what their settlements say.</summary>
public sealed record TrialSums
{
    public int Orders { get; init; }

    /// <summary>Orders that the plan's rules would not have settled.</summary>
    public int Refused { get; init; }

    public Money Turnover { get; init; }

    public Money Commission { get; init; }

    public Money Inflow { get; init; }

    public Money Minted { get; init; }

    public Money Platform { get; init; }

    public Money Remainder { get; init; }

    public IReadOnlyDictionary<RewardKind, Money> Rewards { get; init; } = new Dictionary<RewardKind, Money>();

    public Money RewardOf(RewardKind kind) => Rewards.GetValueOrDefault(kind);

    internal TrialSums With(Settlement order)
    {
        var rewards = new SortedDictionary<RewardKind, Money>(Rewards.ToDictionary());
        foreach (var reward in order.Rewards)
        {
            rewards[reward.Kind] = rewards.GetValueOrDefault(reward.Kind) + reward.Amount;
        }

        return this with
        {
            Orders = Orders + 1, Turnover = Turnover + order.Amount, Commission = Commission + order.Commission,
            Inflow = Inflow + order.Inflow, Minted = Minted + order.MintValue, Platform = Platform + order.Platform,
            Remainder = Remainder + order.Remainder, Rewards = rewards,
        };
    }
}

/// <summary>The same orders under the plan that runs and under a draft.</summary>
public sealed record TrialResult(Instant From, Instant Until, TrialSums Now, TrialSums Then);

/// <summary>
/// Settles the real orders of a period once more, under the running plan and under a draft, in two pools that exist
/// only for this: the kernel that decides the deed decides here, nothing is booked.
/// </summary>
/// <remarks>
/// Both pools know the members, referrers, merchants and agents of the journal and start at the plan's start price:
/// what is summed here does not depend on the price. A merchant keeps the rate that its orders settled at.
/// </remarks>
public sealed class PlanTrial
{
    private static readonly Funding Paid = new(FundingMode.OwnGoods, "trial");
    private readonly Pool _pool;
    private readonly Dictionary<string, PoolEvent.MerchantRegistered> _merchants = new(StringComparer.Ordinal);
    private TrialSums _sums = new();

    private PlanTrial(Plan plan)
    {
        _pool = new(plan);
        _pool.Apply(_pool.Opening(), default, 0);
    }

    /// <summary>Tries a draft on the orders that settled in the last days of the journal's own time.</summary>
    /// <param name="draft">It need not have passed the review: whoever looks wants to see what it would do.</param>
    public static TrialResult Run(PoolDirectory directory, PlanDraft draft, int days, CancellationToken cancellation)
    {
        using var journal = directory.OpenToRead();
        var end = journal.End();
        var pool = directory.Load().Pool;
        var (own, until) = (pool.Plan, pool.Clock);
        var from = new Instant(until.Milliseconds - (days * Instant.MillisecondsPerDay));
        PlanTrial now = new(Settling(own.Settings)), then = new(Settling(draft));
        var clock = default(Instant);
        foreach (var record in Replay.Records(journal, 0, end))
        {
            cancellation.ThrowIfCancellationRequested();
            clock = clock.Later(record.At);
            foreach (var trial in new[] { now, then })
            {
                trial.Take(record, isCounted: clock >= from);
            }
        }

        return new(from, until, now._sums, then._sums);
    }

    // Orders are given as final ones, so the trial's plans must take them; nothing else is changed.
    private static Plan Settling(PlanDraft draft) =>
        PlanReview.Resume(PlanFile.Write(draft with { Orders = draft.Orders with { AcceptFinal = true } }))
        ?? throw new InvalidOperationException("a plan's own text is unreadable");

    private void Take(JournalRecord record, bool isCounted)
    {
        switch (record.Event)
        {
            case PoolEvent.OrderSettled { Settlement: var order }:
                Settle(order, record.At, isCounted, settled => settled);
                break;
            case PoolEvent.DueProcessed due:
                foreach (var item in due.Items.OfType<DueItem.OrderFinal>())
                {
                    Settle(item.Settlement, due.Clock, isCounted, settled => new PoolEvent.DueProcessed(
                        due.Clock, [new DueItem.OrderFinal(settled.Settlement) { After = settled.After }]));
                }

                break;
            case PoolEvent.MerchantRegistered registered:
                // A record that names no developer leaves the one there is.
                _merchants[registered.Merchant] = registered;
                _pool.Apply(registered, record.At, record.Position);
                break;
            case PoolEvent.OrderPlaced or PoolEvent.ReferrerBound or PoolEvent.ReferrerUnbound
                or PoolEvent.AgentAppointed or PoolEvent.AgentEnded or PoolEvent.LevelSet
                or PoolEvent.PromoterAppointed or PoolEvent.PromoterEnded:
                _pool.Apply(record.Event with { After = Aftermath.None }, record.At, record.Position);
                break;
        }
    }

    // All orders settle, so that spending before the period counts where a plan looks at it; only those of the period
    // are summed.
    private void Settle(Settlement order, Instant at, bool isCounted, Func<PoolEvent.OrderSettled, PoolEvent> booked)
    {
        var merchant = _merchants.GetValueOrDefault(order.Merchant);
        if (merchant?.Commission != order.Rate)
        {
            merchant = new(order.Merchant, order.Rate);
            _merchants[order.Merchant] = merchant;
            _pool.Apply(merchant, at, 0);
        }

        // A margin stands for its lines: one line whose amount less its cost is the commission.
        var line = new OrderLine("trial", order.Amount, order.ByMargin ? order.Amount - order.Commission : null);
        var command = new PoolCommand.SettleOrder(
            $"trial.{order.Order}", at, order.Order, "trial", order.Merchant, order.Amount, Paid, [line])
        {
            Region = order.Region,
        };
        var decision = _pool.Decide(command, default(Facts) with { Member = order.Member }, 0);
        if (decision.Event is PoolEvent.OrderSettled settled)
        {
            _pool.Apply(booked(settled), at, 0);
            _sums = isCounted ? _sums.With(settled.Settlement) : _sums;
        }
        else if (isCounted)
        {
            _sums = _sums with { Refused = _sums.Refused + 1 };
        }
    }
}
