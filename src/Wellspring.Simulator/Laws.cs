using Wellspring.Core;

namespace Wellspring.Simulator;

/// <summary>What the arithmetic of a pool must give, in closed form 规律: simulations are checked against it.</summary>
/// <param name="Kappa">Share of spend that enters the pool.</param>
/// <param name="Mu">Mint ratio.</param>
/// <param name="Payout">Share of a sale's value that is paid, 1 − retention.</param>
/// <param name="Cap">Cap multiple.</param>
public sealed record Laws(double Kappa, double Mu, double Payout, double Cap)
{
    /// <summary>The figures of a scenario's plan; κ of its mean order.</summary>
    /// <remarks>A plan without a cap is one whose cap nobody reaches.</remarks>
    public static Laws Of(Scenario scenario)
    {
        var ((amount, inflow), plan) = (scenario.MeanOrder, scenario.Plan);
        return new(
            amount == Money.Zero ? 0 : (double)inflow.Units / amount.Units,
            plan.Pool.MintRatio.Parts / 1e6, plan.Selling.Retention.Rest.Parts / 1e6,
            plan.Cap.Multiple is { } cap ? cap.Millionths / 1e6 : double.PositiveInfinity);
    }

    /// <summary>No more than this share of members could ever be paid the cap, were every yuan paid to them.</summary>
    public double MostCapped => Kappa / (Cap * Payout);

    /// <summary>Share selling at once at and above which the price runs away: hardly any holder is left.</summary>
    public double RunawayShare => ((Payout * Cap) - Kappa) / ((Payout * Cap) - (Payout * Kappa * Mu));

    /// <summary>The price after n orders while nobody sells, in start prices.</summary>
    public double PriceAfter(long orders)
    {
        var product = 1.0;
        for (var order = 1L; order < orders; order++)
        {
            product *= 1 + (Mu / order);
        }

        return orders / (Mu * product);
    }

    /// <summary>The exponent a of price ~ orders^a while exits go on; null where the price runs away.</summary>
    public double? Exponent(double atOnce)
    {
        if (atOnce >= RunawayShare)
        {
            return null;
        }

        // Below the root more comes in than points take up, above it less; there is one root.
        var (low, high) = (1e-6, 200.0);
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Balance(atOnce, middle) > 0 ? (low, middle) : (middle, high);
        }

        return low;
    }

    /// <summary>
    /// How much the logarithm of the price grows in a mean holding time, where each holder leaves with the same chance
    /// every day and orders come steadily.
    /// </summary>
    /// <remarks>
    /// A lot of age x (in holding times) is worth μκ·e^(g·x), until it is c at x = ln(c ÷ μκ) ÷ g; what is there is
    /// sold at the rate of one a holding time, and all that comes in goes out again. Without a cap that is g = 1 − μy.
    /// </remarks>
    public double GrowthPerHolding
    {
        get
        {
            var (low, high) = (1e-6, 50.0);
            for (var step = 0; step < 200 && !double.IsInfinity(Cap) && Kappa > 0; step++)
            {
                var middle = (low + high) / 2;
                (low, high) = Surplus(middle) > 0 ? (middle, high) : (low, middle);
            }

            return double.IsInfinity(Cap) || Kappa <= 0 ? 1 - (Mu * Payout) : low;
        }
    }

    /// <summary>Without inflow the price goes with the points left as f^−(1 − y).</summary>
    public double PriceWhenLeft(double fraction) => Portable.Power(fraction, Payout - 1);

    /// <summary>r: which share of all orders so far a member stood at whose points are now worth the cap.</summary>
    public double? CappedFraction(double atOnce) =>
        Exponent(atOnce) is { } exponent ? Portable.Power(Cap / (Mu * Kappa), -1 / exponent) : null;

    /// <summary>Share of all members who were ever capped.</summary>
    public double? ShareCapped(double atOnce) => (1 - atOnce) * CappedFraction(atOnce);

    // What comes in less what goes out to sellers and to those at the cap, of spend; it falls as growth rises.
    private double Surplus(double g)
    {
        var age = Portable.Log(Cap / (Mu * Kappa)) / g;
        var left = Portable.Exp(-age);
        var held = Math.Abs(g - 1) < 1e-9
            ? Mu * Kappa * age
            : Mu * Kappa * (1 - Portable.Exp((g - 1) * age)) / (1 - g);
        return Kappa - (Payout * held) - (Payout * Cap * left);
    }

    // Value of what is held, from both ends: what was minted and grew, against what came in and was not paid.
    private double Balance(double h, double a)
    {
        var r = Portable.Power(Cap / (Mu * Kappa), -1 / a);
        var held = (1 - h) * Kappa * Mu * (1 - Portable.Power(r, 1 - a)) / (1 - a);
        return held - (Kappa - (Payout * Kappa * Mu * h) - ((1 - h) * Payout * Cap * r));
    }
}
