using Wellspring.Core;
using Wellspring.Core.Plans;

namespace Wellspring.Simulator.Calibration;

/// <summary>What was seen, as a scenario that can be run, changed and compared.</summary>
public static class CalibratedScenario
{
    private const long MostOrders = 1_000_000_000;

    /// <summary>The same number of orders again, day by day as they came, from an empty pool.</summary>
    /// <returns>Null where nothing was ordered, or where the plan cannot be run as a simulation runs it.</returns>
    public static Scenario? Of(Calibrated seen, string id, ulong seed)
    {
        var (adapted, sentences) = ScenarioPlan.Adapt(seen.Plan.Settings, legacy: null);
        if (seen.Orders == 0 || !PlanReview.TryApprove(adapted, out var plan, out _))
        {
            return null;
        }

        return new()
        {
            Id = id,
            Name = new("校准情景", "Calibrated scenario"),
            Given = seen.Plan,
            Plan = plan,
            Adapted = [.. sentences, .. seen.Unknown],
            Seed = seed,
            Orders = Math.Min(seen.Orders, MostOrders),
            Arrivals = new() { Shape = ArrivalShape.Empirical, Counts = seen.Counts },
            Kinds = seen.Kinds,
            Behaviours = [.. HoldingHabits.Of(seen.Holding).Where(one => one.Weight > 0)],
            ReturningBuyers = seen.Returning,
            Refunds = RefundsOf(seen),
        };
    }

    internal static Refunds? RefundsOf(Calibrated seen)
    {
        var refunds = seen.Refunds;
        return refunds.Orders == 0 || refunds.OfSettled == 0 || refunds.Part == Rate.Zero
            ? null
            : new(
                Rate.FromParts((int)(refunds.Orders * Rate.PartsPerWhole / refunds.OfSettled)), refunds.MeanDays,
                refunds.Part);
    }
}
