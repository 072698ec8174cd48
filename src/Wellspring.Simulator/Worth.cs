using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Simulator;

/// <summary>What points bring their holder under a plan: money where they are sold, else goods.</summary>
internal static class Worth
{
    /// <summary>The share of the points' value; nothing where a plan knows neither.</summary>
    public static Rate Share(Plan plan) => plan.Selling.Enabled ? plan.Selling.Retention.Rest
        : plan.Redeeming.Enabled ? plan.Redeeming.RedeemRate
        : Rate.Zero;

    public static Money Of(Plan plan, Money value) => plan.Selling.Enabled
        ? Kernel.Paid(value, plan.Selling.Retention)
        : plan.Redeeming.Enabled ? Kernel.Credit(value, plan.Redeeming.RedeemRate).FloorToFen()
        : Money.Zero;

    /// <summary>Whether a holding may have to be sold in parts, or later than its holder wants.</summary>
    public static bool AreLimited(Plan plan) => plan.Selling.Enabled
        ? plan.Selling is { MinSpendBeforeSale: not null } or { MaxShareOfHoldingPerDay: not null }
            or { MaxAmountPerDay: not null } or { MinHolding.Milliseconds: > 0 }
        : plan.Redeeming is { Enabled: true, MinHolding.Milliseconds: > 0 };
}
