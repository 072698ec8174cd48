using Wellspring.Core.Plans;

namespace Wellspring.Core.Tests;

/// <summary>Plans and amounts in words: <c>1000L.Yuan</c>, <c>112L.Points</c>, <c>Plans.WorkedExample</c>.</summary>
internal static class TestPlans
{
    extension(long value)
    {
        public Money Yuan => Money.FromYuan(value);

        public Points Points => Points.FromUnits(value * Points.UnitsPerPoint);
    }

    extension(int value)
    {
        public Rate Percent => Rate.FromParts(value * (Rate.PartsPerWhole / 100));
    }

    /// <summary>The golden configuration of pool-rules.</summary>
    public static PlanDraft WorkedExample { get; } = new()
    {
        Id = "worked-example",
        Profile = PlanProfile.Sandbox,
        Split = new() { UnassignedToPool = false },
        Cap = new() { Automatic = true },
        Orders = new() { AcceptFinal = true },
    };

    public static Plan Approve(PlanDraft draft) => PlanReview.TryApprove(draft, out var plan, out var findings)
        ? plan
        : throw new ArgumentException(string.Join("; ", findings));

    public static Money Yuan(string text) => Decimals.TryRead(text, Money.Decimals, out var units)
        ? Money.FromUnits(units)
        : throw new FormatException(text);

    public static Points InPoints(string text) => Decimals.TryRead(text, Points.Decimals, out var units)
        ? Points.FromUnits(units)
        : throw new FormatException(text);
}
